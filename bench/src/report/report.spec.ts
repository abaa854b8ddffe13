import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { plot, shareOfMust, standingsOf } from './plot.js';
import { report, reportFiles } from './report.js';
import { queueResult, samplerResult } from './result.fixture.js';
import { readResults } from './results.js';
import { targetOf } from './targets.js';

describe('standingsOf', () => {
  it('are the promised figures that were measured, and no others', () => {
    const standings = standingsOf([samplerResult, queueResult]);
    expect(standings.map(({ target, verdict }) => `${target.figure} ${verdict}`)).toEqual([
      'vsTorchEager must',
      'samplesPerSecond missed',
    ]);
  });
});

describe('shareOfMust', () => {
  it('grows as a figure gets better, also where less is better', () => {
    const lag = targetOf({ bench: 'pipeline', provider: 'cpu' }, 'loopLagP99Ms')!;
    expect(shareOfMust(lag, 25)).toBe(2);
    expect(shareOfMust(lag, 100)).toBe(0.5);
    expect(shareOfMust(targetOf({ bench: 'scale', provider: 'cpu' }, 'efficiency8')!, 0.45)).toBe(0.5);
  });
});

describe('report', () => {
  const text = report([samplerResult, queueResult]);

  it('sets each promised figure beside its target, its rounds and its command', () => {
    const line = text.split('\n').find((each) => each.includes('CPU inference vs torch eager'));
    expect(line).toContain('| **1.3** | 1.2 to 1.4 | 1.2 / 1.6 | met | `npm run bench -- sampler` |');
    expect(text).toMatch(/queue path.*\*\*missed\*\*/);
  });

  it('says when, on what and from which commit', () => {
    expect(text).toContain('2026-01-02, commit `0123456789ab`. a processor, 2 cores; 16 GiB; Node 20.20.2.');
  });

  it('says nothing of what was not measured', () => {
    expect(text).not.toContain('torch.compile fp16 |');
    expect(report([])).not.toContain('must / aim |');
  });
});

describe('plot', () => {
  it('has one bar a figure, as long as its share of what it must be', () => {
    const svg = plot(standingsOf([samplerResult, queueResult]));
    const widths = [...svg.matchAll(/<rect x="400" .*?width="([\d.]+)"/g)].map(([, width]) => Number(width));
    expect(widths).toHaveLength(2);
    expect(widths[0]! / widths[1]!).toBeCloseTo(1.3 / 1.2 / (1_000 / 4_000), 2);
  });
});

describe('docs/benchmarks.md and its plot', () => {
  it('are what the results give: `npm run bench -- report` writes them', async () => {
    for (const [file, text] of Object.entries(await reportFiles(await readResults())))
      expect(await readFile(file, 'utf8')).toBe(text);
  });
});
