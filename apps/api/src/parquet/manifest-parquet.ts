import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { type ManifestEntry } from '../cohorts/manifest.js';

type Value = string | number | boolean | bigint | null;
type Kind = 'text' | 'whole' | 'long' | 'real' | 'truth';

/** What the columns hold, in their order; `?` for those that may be null. A field that the manifest gets is missing here until it is said. */
const kinds = {
  id: 'text',
  index: 'whole',
  status: 'text',
  targetEf: 'real',
  measuredEf: 'real?',
  auditEf: 'real?',
  shownEf: 'real?',
  accepted: 'truth',
  attempts: 'whole',
  frames: 'whole',
  framesPerSecond: 'real',
  seed: 'long',
  noiseIndex: 'whole',
  model: 'text',
  modelVersion: 'text',
  modelDigest: 'text',
  clipId: 'text?',
  split: 'text?',
  videoKey: 'text?',
  videoSha256: 'text?',
  videoBytes: 'whole?',
  outlineKey: 'text?',
  error: 'text?',
  custom_id: 'text?',
} as const satisfies Record<keyof ManifestEntry, Kind | `${Kind}?`>;

const types = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  whole: { type: 'INT32' },
  long: { type: 'INT64' },
  real: { type: 'DOUBLE' },
  truth: { type: 'BOOLEAN' },
} as const satisfies Record<Kind, object>;

const columns = Object.entries(kinds).map(([name, kind]) => ({
  name: name as keyof ManifestEntry,
  kind: kind.replace('?', '') as Kind,
  mayBeNull: kind.endsWith('?'),
}));

const schema = [
  { name: 'manifest', num_children: columns.length },
  ...columns.map(({ name, kind, mayBeNull }) => ({
    ...{ name, ...types[kind] },
    repetition_type: mayBeNull ? ('OPTIONAL' as const) : ('REQUIRED' as const),
  })),
];

const valueOf = (kind: Kind, value: Value): Value => (kind === 'long' && value !== null ? BigInt(value) : value);

const columnsOf = (entries: readonly ManifestEntry[]) =>
  columns.map(({ name, kind }) => ({
    name,
    data: entries.map((entry) => valueOf(kind, entry[name])),
    // It would be kept for all groups until the end.
    offsetIndex: false,
  }));

/** Rows of a group: what is in memory at a time, what a reader may skip, and how long other requests wait (some 70 ms). */
export const rowGroupRows = 5_000;

/** What was written since the last time. Offsets go on counting from the file's beginning. */
const taken = (writer: ByteWriter): Uint8Array => {
  const bytes = writer.getBytes().slice();
  writer.index = 0;
  return bytes;
};

/**
 * A manifest as Parquet, group by group of rows, in the same memory for any number of samples.
 * @param lines the manifest as JSON lines: any number of whole lines at a time
 */
export async function* manifestParquet(lines: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  const writer = new ByteWriter();
  const file = new ParquetWriter({ writer, schema, createdBy: 'EchoCohort' });
  let entries: ManifestEntry[] = [];
  for await (const part of lines) {
    for (const line of part.trimEnd().split('\n')) entries.push(JSON.parse(line) as ManifestEntry);
    if (entries.length < rowGroupRows) continue;
    await file.write({ columnData: columnsOf(entries), rowGroupSize: entries.length });
    entries = [];
    yield taken(writer);
  }
  if (entries.length > 0) await file.write({ columnData: columnsOf(entries), rowGroupSize: entries.length });
  await file.finish();
  yield taken(writer);
}
