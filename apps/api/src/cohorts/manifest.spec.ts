import { newTake, type RunRow, type SampleRow } from '@echocohort/platform';
import { newRunId, newTenantId, sampleSpec } from '@echocohort/shared';
import { cohortSpecOf } from '@echocohort/testing';
import { describe, expect, it } from '@jest/globals';
import { resultOf } from '../test-rig/make-samples.js';
import { manifestText } from './manifest.js';

const [id, tenantId] = [newRunId(), newTenantId()];
const spec = cohortSpecOf({ samples: 5_000 });
const run = { id, tenantId, spec } as RunRow;
const rowOf = (index: number): SampleRow => ({
  ...resultOf({ runId: id, tenantId } as never, sampleSpec(spec, index), new Uint8Array(1)),
  ...{ take: newTake(), createdAt: new Date(0) },
});
/** Every second sample up to `count`, as the repository reads them. */
const readerOf = (count: number) => {
  const calls: (number | undefined)[] = [];
  const rows = (after: number | undefined, limit: number) => {
    calls.push(after);
    const first = after === undefined ? 0 : after + 2;
    const left = Math.ceil((count - first) / 2);
    return Promise.resolve(Array.from({ length: Math.min(limit, left) }, (_, k) => rowOf(first + 2 * k)));
  };
  const specs = (indices: readonly number[]) => Promise.resolve(indices.map((index) => sampleSpec(spec, index)));
  return { calls, source: { rows, specs } };
};
const textOf = async (count: number, format: 'jsonl' | 'csv') => {
  const { calls, source } = readerOf(count);
  const parts: string[] = [];
  for await (const part of manifestText(run, format, source)) parts.push(part);
  return { calls, parts, lines: parts.join('').trimEnd().split(/\r?\n/) };
};

describe('manifestText', () => {
  it('goes on from page to page until there is no more', async () => {
    const { calls, lines } = await textOf(4_002, 'jsonl');
    expect(calls).toEqual([undefined, 1_998, 3_998]);
    const indices = lines.map((line) => (JSON.parse(line) as { index: number }).index);
    expect(indices).toEqual(Array.from({ length: 2_001 }, (_, k) => 2 * k));
  });

  it('asks once more where a page was full, and says nothing twice', async () => {
    const { calls, lines } = await textOf(2_000, 'jsonl');
    expect(calls).toEqual([undefined, 1_998]);
    expect(lines).toHaveLength(1_000);
  });

  it('has a head as CSV, and as many fields in each line', async () => {
    const { lines } = await textOf(20, 'csv');
    expect(lines).toHaveLength(11);
    expect(new Set(lines.map((line) => line.split(',').length)).size).toBe(1);
    expect(lines[0]).toContain('id,index,status,targetEf,measuredEf');
  });
});
