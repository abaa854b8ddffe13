import { randomBytes } from 'node:crypto';
import {
  clipIdSchema,
  exportIdSchema,
  fieldError,
  runIdSchema,
  tenantIdSchema,
  type ClipId,
  type ExportId,
  type RunId,
  type TenantId,
} from '@echocohort/shared';

const ulid = '[0-9A-HJKMNP-TV-Z]{26}';
const sampleIndex = '(?:0|[1-9][0-9]{0,8})';
const fingerprint = '[0-9a-f]{64}';
const takeBytes = 10;
const take = `[0-9a-f]{${2 * takeBytes}}`;
/** "_" and not "-": stores that list byte by byte and those that list folder by folder then agree about the order. */
const sampleFolder = `${sampleIndex}(?:_${take})?`;
const clipFolder = `clips/clip_${ulid}(?:/${fingerprint})?`;
const exportFolder = `exports/exp_${ulid}(?:/[0-9]{8}_${take})?`;
const itemsName = 'items.bin';
const keyPattern = new RegExp(
  `^tenants/ten_${ulid}/(?:(?:${clipFolder}|runs/run_${ulid}/${sampleFolder}|${exportFolder})/[a-z]+\\.[a-z0-9]+|runs/run_${ulid}/items\\.bin)$`,
);
const fingerprintPattern = new RegExp(`^${fingerprint}$`);
const takePattern = new RegExp(`^(?:${take})?$`);
const sampleKeyPattern = new RegExp(`^tenants/ten_${ulid}/runs/run_${ulid}/(${sampleIndex})(?:_(${take}))?/`);
const prefixPattern = new RegExp(
  `^tenants/ten_${ulid}/(?:clips/(?:clip_${ulid}/)?|runs/(?:run_${ulid}/(?:${sampleFolder}/)?)?|exports/(?:exp_${ulid}/)?)?$`,
);

const tenantPrefix = (tenantId: TenantId): string => `tenants/${tenantIdSchema.parse(tenantId)}/`;
const clipPrefix = (tenantId: TenantId, clipId: ClipId): string =>
  `${tenantPrefix(tenantId)}clips/${clipIdSchema.parse(clipId)}/`;
const runPrefix = (tenantId: TenantId, runId: RunId): string =>
  `${tenantPrefix(tenantId)}runs/${runIdSchema.parse(runId)}/`;

const exportPrefix = (tenantId: TenantId, exportId: ExportId): string =>
  `${tenantPrefix(tenantId)}exports/${exportIdSchema.parse(exportId)}/`;

/** A part of an export; whoever writes it again writes another one. */
const exportPart = (tenantId: TenantId, exportId: ExportId, number: number): string =>
  `${exportPrefix(tenantId, exportId)}${String(number).padStart(8, '0')}_${newTake()}/part.jsonl`;

/** Where the files of one making of a sample lie. */
export interface SamplePlace {
  readonly tenantId: TenantId;
  readonly runId: RunId;
  readonly index: number;
  /** Which making: of `newTake`, so that nothing else is ever written there; '' for the files of before there were takes. */
  readonly take: string;
}

/** The name of one making of a sample: 80 random bits, which no other making has, be it in the same epoch. */
export const newTake = (): string => randomBytes(takeBytes).toString('hex');

const samplePrefix = ({ tenantId, runId, index, take: of }: SamplePlace): string => {
  if (!Number.isInteger(index) || index < 0 || index > 999_999_999)
    throw fieldError('invalid-request', 'index', `expected a sample's index, 0..999999999, got ${index}`);
  if (!takePattern.test(of)) throw fieldError('invalid-request', 'take', `expected a take of a sample, got ${of}`);
  return `${runPrefix(tenantId, runId)}${index}${of === '' ? '' : `_${of}`}/`;
};

const sampleVideo = (place: SamplePlace): string => `${samplePrefix(place)}clip.mp4`;
const sampleSheet = (place: SamplePlace): string => `${samplePrefix(place)}sheet.png`;
const sampleRecord = (place: SamplePlace): string => `${samplePrefix(place)}sample.json`;

/** Which sample of its run a key's object belongs to, and which making of it; null for any other key. */
export const sampleOfKey = (key: string): Pick<SamplePlace, 'index' | 'take'> | null => {
  const [, index, of = ''] = sampleKeyPattern.exec(key) ?? [];
  return index === undefined ? null : { index: Number(index), take: of };
};

const readingPrefix = (tenantId: TenantId, clipId: ClipId, bundle: string): string => {
  if (!fingerprintPattern.test(bundle))
    throw fieldError('invalid-request', 'fingerprint', `expected a SHA-256 in lower-case hex, got ${bundle}`);
  return `${clipPrefix(tenantId, clipId)}${bundle}/`;
};

/**
 * Every storage key there is. A key begins with its tenant, and each part of it is an id that has been checked, so no
 * input can name another tenant's object or leave the folder.
 * @throws ZodError when an id is none
 */
export const storageKeys = {
  clipFrames: (tenantId: TenantId, clipId: ClipId): string => `${clipPrefix(tenantId, clipId)}frames.npy`,
  clipSheet: (tenantId: TenantId, clipId: ClipId): string => `${clipPrefix(tenantId, clipId)}sheet.png`,
  /** Of the clip as the bundle with this fingerprint reads it. */
  readingSheet: (tenantId: TenantId, clipId: ClipId, bundle: string): string =>
    `${readingPrefix(tenantId, clipId, bundle)}sheet.png`,
  /** The items of a cohort that was uploaded. It goes with the run's other objects, and belongs to no sample. */
  runItems: (tenantId: TenantId, runId: RunId): string => `${runPrefix(tenantId, runId)}${itemsName}`,
  sampleVideo,
  sampleSheet,
  sampleRecord,
  /** All that a making of a sample stores. */
  sampleFiles: (place: SamplePlace): string[] => [sampleVideo(place), sampleSheet(place), sampleRecord(place)],
  exportPart,
  /** What lists the parts. */
  exportIndex: (tenantId: TenantId, exportId: ExportId): string => `${exportPrefix(tenantId, exportId)}index.json`,
  /** For `list`. */
  exportPrefix,
  tenantPrefix,
  clipPrefix,
  runPrefix,
};

/** True for a key that `storageKeys` can make. */
export const isStorageKey = (key: string): boolean => keyPattern.test(key);

/** @throws EchoError `invalid-request` for any other key */
export const assertStorageKey = (key: string): void => {
  if (!isStorageKey(key)) throw fieldError('invalid-request', 'key', 'expected a storage key');
};

/** @throws EchoError `invalid-request` for a prefix that would list more than one tenant, or part of a name */
export const assertStoragePrefix = (prefix: string): void => {
  if (!prefixPattern.test(prefix)) throw fieldError('invalid-request', 'prefix', 'expected a prefix of storage keys');
};
