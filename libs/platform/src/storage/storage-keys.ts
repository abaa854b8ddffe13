import {
  clipIdSchema,
  fieldError,
  runIdSchema,
  tenantIdSchema,
  type ClipId,
  type RunId,
  type TenantId,
} from '@echocohort/shared';

const ulid = '[0-9A-HJKMNP-TV-Z]{26}';
const sampleIndex = '(?:0|[1-9][0-9]{0,8})';
const fingerprint = '[0-9a-f]{64}';
const keyPattern = new RegExp(
  `^tenants/ten_${ulid}/(?:clips/clip_${ulid}(?:/${fingerprint})?|runs/run_${ulid}/${sampleIndex})/[a-z]+\\.[a-z0-9]+$`,
);
const fingerprintPattern = new RegExp(`^${fingerprint}$`);
const prefixPattern = new RegExp(
  `^tenants/ten_${ulid}/(?:clips/(?:clip_${ulid}/)?|runs/(?:run_${ulid}/(?:${sampleIndex}/)?)?)?$`,
);

const tenantPrefix = (tenantId: TenantId): string => `tenants/${tenantIdSchema.parse(tenantId)}/`;
const clipPrefix = (tenantId: TenantId, clipId: ClipId): string =>
  `${tenantPrefix(tenantId)}clips/${clipIdSchema.parse(clipId)}/`;
const runPrefix = (tenantId: TenantId, runId: RunId): string =>
  `${tenantPrefix(tenantId)}runs/${runIdSchema.parse(runId)}/`;

const samplePrefix = (tenantId: TenantId, runId: RunId, index: number): string => {
  if (!Number.isInteger(index) || index < 0 || index > 999_999_999)
    throw fieldError('invalid-request', 'index', `expected a sample's index, 0..999999999, got ${index}`);
  return `${runPrefix(tenantId, runId)}${index}/`;
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
  sampleVideo: (tenantId: TenantId, runId: RunId, index: number): string =>
    `${samplePrefix(tenantId, runId, index)}clip.mp4`,
  sampleSheet: (tenantId: TenantId, runId: RunId, index: number): string =>
    `${samplePrefix(tenantId, runId, index)}sheet.png`,
  sampleRecord: (tenantId: TenantId, runId: RunId, index: number): string =>
    `${samplePrefix(tenantId, runId, index)}sample.json`,
  /** For `list`. */
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
