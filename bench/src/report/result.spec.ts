import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { queueResult, samplerResult } from './result.fixture.js';
import { fileNameOf, figuresOf, resultSchema, type Result } from './result.js';
import { checkedResult, readResults, writeResult } from './results.js';
import { resultsDir } from '../system/root.js';
import { targetOf, targets, verdictOf } from './targets.js';

describe('the schema of a result', () => {
  it.each([
    ['a figure that is missing', { vsTorchEager: undefined }],
    ['a rate of nothing', { clipsPerSecond: 0 }],
    ['a negative difference', { maxEfDifferencePp: -1 }],
    ['a figure of another bench', { efficiency8: 0.9 }],
    ['no date', { measuredAt: 'yesterday' }],
    ['no commit', { commit: 'main' }],
  ])('refuses %s', (_what, change) => {
    expect(resultSchema.safeParse(samplerResult).success).toBe(true);
    expect(resultSchema.safeParse({ ...samplerResult, ...change }).success).toBe(false);
  });

  it("takes the network of the published size, whose figures are a sampler's", () => {
    const result = resultSchema.parse({ ...samplerResult, bench: 'official' });
    expect(figuresOf(result)).toContainEqual(['vsTorchEager', 1.3]);
    expect(figuresOf(result).map(([name]) => name)).not.toContain('settings.rounds');
    expect(fileNameOf(result)).toBe('official-cpu.json');
  });
});

describe('results in a folder', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'echocohort-results-'));
  });
  afterEach(() => rm(dir, { recursive: true }));

  it('are written by bench and provider, and read back as they were', async () => {
    await writeResult(samplerResult, dir);
    await writeResult(queueResult, dir);
    expect(await readResults(dir)).toEqual([queueResult, samplerResult]);
    expect(await readFile(join(dir, 'sampler-cpu.json'), 'utf8')).toContain('"vsTorchEager": 1.3');
  });

  it('keep six digits', () => {
    expect(checkedResult({ ...queueResult, overheadMsPerSample: 1 / 3 } as Result)).toMatchObject({
      overheadMsPerSample: 0.333333,
    });
  });

  it('are refused when one is no result', async () => {
    await writeFile(join(dir, 'queue-cpu.json'), JSON.stringify({ bench: 'queue' }));
    await expect(readResults(dir)).rejects.toThrow();
  });
});

describe('the results of this repository', () => {
  it('are valid, and each stands in the file of its name', async () => {
    for (const result of await readResults()) {
      const text = await readFile(join(resultsDir, fileNameOf(result)), 'utf8');
      expect(resultSchema.parse(JSON.parse(text))).toEqual(result);
    }
  });
});

describe('targets', () => {
  it('name figures that their bench has', () => {
    const names = (bench: Result['bench']): string[] => {
      const option = resultSchema.options.find(({ shape }) => shape.bench.value === bench);
      return Object.keys(option?.shape ?? {});
    };
    for (const { bench, figure } of targets) expect(names(bench)).toContain(figure.split('.')[0]);
  });

  it('are met, missed or surpassed, also where less is better', () => {
    const ratio = targetOf({ bench: 'sampler', provider: 'cpu' }, 'vsTorchEager')!;
    expect([1.1, 1.2, 1.6].map((value) => verdictOf(ratio, value))).toEqual(['missed', 'must', 'aim']);
    const lag = targetOf({ bench: 'pipeline', provider: 'cuda' }, 'loopLagP99Ms')!;
    expect([51, 50, 20].map((value) => verdictOf(lag, value))).toEqual(['missed', 'must', 'aim']);
  });

  it('differ between providers', () => {
    expect(targetOf({ bench: 'sampler', provider: 'cuda' }, 'vsTorchEager')?.must).toBe(1.25);
    expect(targetOf({ bench: 'sampler', provider: 'cpu' }, 'vsTorchCompile')).toBeUndefined();
  });
});
