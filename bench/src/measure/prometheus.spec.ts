import { describe, expect, it } from '@jest/globals';
import { classFillBetween, fillBetween, summaryOf } from './observe.js';
import { parseScrape } from './prometheus.js';

const text = (sum: number, count: number): string => `# HELP echocohort_batch_size Samples in one call.
# TYPE echocohort_batch_size histogram
echocohort_batch_size_bucket{le="1"} 3
echocohort_batch_size_sum ${sum}
echocohort_batch_size_count ${count}
echocohort_samples_total{outcome="accepted"} 5
echocohort_samples_total{outcome="failed"} 2
echocohort_device_busy_ratio{device="a \\"b\\"",provider="cpu"} 9.5e-1
`;

describe('parseScrape', () => {
  const seen = parseScrape(text(20, 4));

  it('sums the series of a name, all or those with a label', () => {
    expect(seen.sum('echocohort_samples_total')).toBe(7);
    expect(seen.sum('echocohort_samples_total', { outcome: 'failed' })).toBe(2);
    expect(seen.sum('echocohort_device_busy_ratio', { provider: 'cpu' })).toBe(0.95);
  });

  it('tells nothing from none', () => {
    expect(seen.sum('echocohort_other')).toBe(0);
    expect(seen.find('echocohort_other')).toBeNull();
  });
});

describe('fillBetween', () => {
  it('is the mean batch between two looks, not since the start', () => {
    expect(fillBetween(parseScrape(text(20, 20)), parseScrape(text(116, 23)), 32)).toBe(1);
    expect(fillBetween(parseScrape(text(20, 20)), parseScrape(text(20, 20)), 32)).toBe(0);
  });
});

describe('classFillBetween', () => {
  const buckets = (one: number, four: number, all: number, sum: number) =>
    parseScrape(
      [`{le="1"} ${one}`, `{le="2"} ${one}`, `{le="4"} ${four}`, `{le="+Inf"} ${all}`]
        .map((line) => `echocohort_batch_size_bucket${line}\n`)
        .join('') + `echocohort_batch_size_sum ${sum}\n`,
    );

  it('takes a single sample for one of eight on a GPU, and nine for a part of a full batch', () => {
    expect(classFillBetween(buckets(0, 0, 0, 0), buckets(10, 10, 10, 10), 32, 8)).toBe(1 / 8);
    expect(classFillBetween(buckets(0, 0, 0, 0), buckets(0, 2, 3, 17), 32, 8)).toBe(17 / (8 + 8 + 32));
    expect(classFillBetween(buckets(0, 0, 0, 0), buckets(3, 3, 3, 3), 4, 8)).toBe(1 / 4);
  });

  it('takes a single sample for a full call of one where nothing is filled up', () => {
    expect(classFillBetween(buckets(0, 0, 0, 0), buckets(10, 10, 10, 10), 32, 1)).toBe(1);
    expect(classFillBetween(buckets(10, 10, 10, 10), buckets(10, 12, 12, 16), 32, 1)).toBe(6 / 8);
    expect(classFillBetween(buckets(0, 0, 0, 0), buckets(0, 0, 2, 40), 32, 1)).toBe(40 / 64);
  });
});

describe('summaryOf', () => {
  it('leaves out the look that reaches back before the work, and takes the worst lag', () => {
    const looks = [
      { busy: 0.1, lagMs: 90 },
      { busy: 0.9, lagMs: 5 },
      { busy: 0.8, lagMs: 9 },
      { busy: 1.02, lagMs: 4 },
    ];
    expect(summaryOf(looks)).toEqual({ busy: 0.9, loopLagP99Ms: 9 });
    expect(summaryOf(looks.slice(0, 1))).toEqual({ busy: 0.1, loopLagP99Ms: 90 });
  });
});
