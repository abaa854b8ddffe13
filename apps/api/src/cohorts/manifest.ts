import { type RunRow, type SampleRow, storageKeys } from '@echocohort/platform';
import { sampleId, type SampleSpec } from '@echocohort/shared';
import { type ManifestFormat } from './cohorts.schema.js';

/** What a manifest says of a sample that has been made, or has failed. Keys are those of the object storage. */
export interface ManifestEntry {
  readonly id: string;
  readonly index: number;
  readonly status: string;
  readonly targetEf: number;
  readonly measuredEf: number | null;
  readonly auditEf: number | null;
  readonly shownEf: number | null;
  readonly accepted: boolean;
  readonly attempts: number;
  readonly frames: number;
  readonly framesPerSecond: number;
  readonly seed: number;
  /** The same for twins. */
  readonly noiseIndex: number;
  readonly model: string;
  readonly modelVersion: string;
  readonly modelDigest: string;
  readonly clipId: string | null;
  readonly split: string | null;
  readonly videoKey: string | null;
  readonly videoSha256: string | null;
  readonly videoBytes: number | null;
  /** Where the outline of each frame lies; null when nobody could measure it. */
  readonly outlineKey: string | null;
  readonly error: string | null;
  /** What its owner calls it by who uploaded it as an item. */
  readonly custom_id: string | null;
}

/** In the order of the entry's fields, which is that of the columns. */
const columns = [
  ...(['id', 'index', 'status', 'targetEf', 'measuredEf', 'auditEf', 'shownEf', 'accepted', 'attempts'] as const),
  ...(['frames', 'framesPerSecond', 'seed', 'noiseIndex', 'model', 'modelVersion', 'modelDigest', 'clipId'] as const),
  ...(['split', 'videoKey', 'videoSha256', 'videoBytes', 'outlineKey', 'error', 'custom_id'] as const),
] as const satisfies readonly (keyof ManifestEntry)[];

const hundredths = <T extends number | null>(value: T): T =>
  (value === null ? value : Math.round(value * 100) / 100) as T;

/** A sample of a run by its row, and by what was asked for. */
export const manifestEntry = (run: RunRow, row: SampleRow, sample: SampleSpec): ManifestEntry => {
  const { seed, noiseIndex, source, split, customId } = sample;
  const { name, version, fingerprint } = run.spec.bundle;
  const place = row.take === null ? null : { tenantId: row.tenantId, runId: run.id, index: row.index, take: row.take };
  return {
    id: sampleId(run.id, row.index),
    index: row.index,
    status: row.status,
    targetEf: hundredths(row.targetEfPercent),
    measuredEf: hundredths(row.measuredEfPercent),
    auditEf: hundredths(row.auditEfPercent),
    shownEf: hundredths(row.shownEfPercent),
    accepted: row.accepted,
    attempts: row.attempts,
    frames: row.frames,
    framesPerSecond: row.framesPerSecond,
    seed,
    noiseIndex,
    model: name,
    modelVersion: version,
    modelDigest: fingerprint,
    clipId: source.kind === 'clip' ? source.clipId : null,
    split,
    videoKey: place && storageKeys.sampleVideo(place),
    videoSha256: row.videoSha256,
    videoBytes: row.videoBytes,
    outlineKey: place && row.measuredEfPercent !== null ? storageKeys.sampleRecord(place) : null,
    error: row.error?.code ?? null,
    custom_id: customId,
  };
};

/** RFC 4180: quoted where a separator, a quote or a line break stands in it; empty for null. */
const csvField = (value: string | number | boolean | null): string => {
  const text = value === null ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

const csvLine = (entry: ManifestEntry): string => `${columns.map((column) => csvField(entry[column])).join(',')}\r\n`;

interface Printer {
  readonly head: string;
  readonly line: (entry: ManifestEntry) => string;
}

type TextFormat = Exclude<ManifestFormat, 'parquet'>;

const printers: Readonly<Record<TextFormat, Printer>> = {
  jsonl: { head: '', line: (entry) => `${JSON.stringify(entry)}\n` },
  csv: { head: `${columns.join(',')}\r\n`, line: csvLine },
};

export const manifestMediaTypes: Readonly<Record<ManifestFormat, string>> = {
  jsonl: 'application/jsonl',
  csv: 'text/csv',
  parquet: 'application/vnd.apache.parquet',
};

/** Rows that are read at once. */
const pageRows = 1_000;

/** Where a manifest comes from. */
export interface ManifestSource {
  /** The samples' rows: those after an index, in their order. */
  readonly rows: (after: number | undefined, limit: number) => Promise<readonly SampleRow[]>;
  /** What was asked for of each of them. */
  readonly specs: (indices: readonly number[]) => Promise<readonly SampleSpec[]>;
}

/** The manifest of a run, page by page, in the same memory for any number of samples. */
export async function* manifestText(run: RunRow, format: TextFormat, source: ManifestSource): AsyncGenerator<string> {
  const { head, line } = printers[format];
  if (head !== '') yield head;
  for (let after: number | undefined; ;) {
    const rows = await source.rows(after, pageRows);
    const specs = await source.specs(rows.map(({ index }) => index));
    if (rows.length > 0) yield rows.map((row, k) => line(manifestEntry(run, row, specs[k] as SampleSpec))).join('');
    if (rows.length < pageRows) return;
    after = rows.at(-1)?.index;
  }
}
