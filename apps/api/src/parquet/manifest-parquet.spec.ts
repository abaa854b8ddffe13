import { newTake, type RunRow, type SampleRow } from '@echocohort/platform';
import { newRunId, newTenantId, sampleSpec } from '@echocohort/shared';
import { cohortSpecOf } from '@echocohort/testing';
import { describe, expect, it } from '@jest/globals';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { type ManifestSource, manifestText } from '../cohorts/manifest.js';
import { failedFacts, resultOf } from '../test-rig/make-samples.js';
import { manifestParquet, rowGroupRows } from './manifest-parquet.js';

const [id, tenantId] = [newRunId(), newTenantId()];
const spec = { ...cohortSpecOf({ samples: 30_000 }), seed: 2 ** 32 - 1 };
const run = { id, tenantId, spec } as RunRow;
const rowOf = (index: number): SampleRow => ({
  ...resultOf({ runId: id, tenantId } as never, sampleSpec(spec, index), new Uint8Array(1)),
  ...{ take: newTake(), createdAt: new Date(0) },
  ...(index % 7 === 3 && { ...failedFacts, error: { code: 'no-ventricle', message: 'none, "really"' } }),
});

/** A manifest of so many samples in both forms. */
const formsOf = async (count: number) => {
  const rows = Array.from({ length: count }, (_, index) => rowOf(index));
  const source: ManifestSource = {
    rows: (after = -1, limit) => Promise.resolve(rows.slice(after + 1, after + 1 + limit)),
    specs: (indices) => Promise.resolve(indices.map((index) => sampleSpec(spec, index))),
  };
  let text = '';
  for await (const part of manifestText(run, 'jsonl', source)) text += part;
  const parts: Uint8Array[] = [];
  for await (const part of manifestParquet(manifestText(run, 'jsonl', source))) parts.push(part);
  const lines = text.split('\n').filter((line) => line !== '');
  return { entries: lines.map((line) => JSON.parse(line) as Record<string, unknown>), parts };
};
const fileOf = (parts: readonly Uint8Array[]): ArrayBuffer => new Uint8Array(Buffer.concat(parts)).buffer;

describe('a manifest as Parquet', () => {
  it('says what the JSON lines say, nulls and large seeds included', async () => {
    const { entries, parts } = await formsOf(50);
    const rows = await parquetReadObjects({ file: fileOf(parts) });
    expect(rows).toEqual(entries.map((entry) => ({ ...entry, seed: BigInt(entry['seed'] as number) })));
    expect(rows[3]).toMatchObject({ status: 'failed', videoKey: null, error: 'no-ventricle', seed: 2n ** 32n - 1n });
    expect(rows[0]).toMatchObject({ accepted: true, error: null });
  });

  it('comes group by group', async () => {
    const { entries, parts } = await formsOf(2 * rowGroupRows + 500);
    expect(parts).toHaveLength(3);
    const file = fileOf(parts);
    const { row_groups: groups, num_rows: rows } = parquetMetadata(file);
    expect(rows).toBe(BigInt(entries.length));
    expect(groups.map(({ num_rows: count }) => Number(count))).toEqual([rowGroupRows, rowGroupRows, 500]);
    const some = await parquetReadObjects({ file, columns: ['index', 'videoKey'], rowStart: 9_998, rowEnd: 10_002 });
    expect(some).toEqual(entries.slice(9_998, 10_002).map(({ index, videoKey }) => ({ index, videoKey })));
  });

  it('is a file without rows before anything is made', async () => {
    const { parts } = await formsOf(0);
    const metadata = parquetMetadata(fileOf(parts));
    expect(metadata.num_rows).toBe(0n);
    expect(metadata.schema).toHaveLength(25);
  });
});
