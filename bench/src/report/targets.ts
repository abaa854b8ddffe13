import { type Result } from './result.js';

/** A figure that the project promises: no less than `must` (no more, where less is better), and where it wants to be. */
export interface Target {
  readonly bench: Result['bench'];
  readonly figure: string;
  readonly what: string;
  readonly must: number;
  readonly aim: number;
  readonly lessIsBetter?: boolean;
  /** Left out: whatever the provider. */
  readonly provider?: Result['provider'];
}

/** Figures of which less is better. */
const atMost = (bench: Target['bench'], rows: readonly (readonly [string, string, number, number])[]): Target[] =>
  rows.map(([figure, what, must, aim]) => ({ bench, figure, what, must, aim, lessIsBetter: true }));

/** A single sample under a flood waits for what is in the window, ten seconds, and for a batch, at most. */
const windowAndBatchMs = 10_000 + 80;

const cohortScaleTargets: readonly Target[] = [
  ...atMost('cohort-scale', [
    ['createMs', 'create a cohort of 1,000,000, ms', 1_000, 100],
    ['createRows', 'rows that it leaves', 10, 5],
    ['redisBytesMax', 'Redis at most over 100,000 samples, bytes', 20e6, 10e6],
    ['apiRssSlopeMbPerHour', 'growth of the API over 100,000 samples, MB/h', 20, 5],
    ['workerRssSlopeMbPerHour', 'growth of a worker over 100,000 samples, MB/h', 20, 5],
    ['pauseMs', 'a pause takes effect, ms', 2_000, 500],
    ['cancelMs', 'a cancellation takes effect, ms', 2_000, 500],
    ['roundMsP99', 'a dispatch round of 10,000 open runs, p99 ms', 20, 5],
    ['shareError', 'shares of weights 1 and 3, off by', 0.05, 0.02],
    ['floodWaitP95Ms', 'one sample under a flood of 100,000, p95 ms', windowAndBatchMs, 1_000],
    ['floodSameLaneMaxMs', "the same in the flood's own lane, ms", windowAndBatchMs, 1_000],
    ['handoverStoppedMs', 'handover from a leader that is stopped, ms', 30_000, 10_000],
    ['handoverKilledMs', 'handover from a leader that is killed, ms', 10_000, 3_000],
  ]),
  {
    bench: 'cohort-scale',
    figure: 'samplesPerSecond',
    what: 'queue path with row-level security on, samples/s',
    must: 4_000,
    aim: 8_000,
  },
];

export const targets: readonly Target[] = [
  {
    bench: 'sampler',
    provider: 'cuda',
    figure: 'vsTorchEager',
    what: 'inference process vs torch eager fp16',
    must: 1.25,
    aim: 2,
  },
  {
    bench: 'sampler',
    provider: 'cuda',
    figure: 'vsTorchCompile',
    what: 'inference process vs torch.compile fp16',
    must: 0.6,
    aim: 1,
  },
  {
    bench: 'official',
    provider: 'cuda',
    figure: 'vsTorchEager',
    what: 'official-size network vs torch eager fp16',
    must: 1,
    aim: 1.5,
  },
  {
    bench: 'sampler',
    provider: 'cpu',
    figure: 'vsTorchEager',
    what: 'CPU inference vs torch eager, same threads',
    must: 1.2,
    aim: 1.6,
  },
  {
    bench: 'pipeline',
    provider: 'cuda',
    figure: 'vsSampler',
    what: 'pipeline to the stored object vs inference alone',
    must: 0.8,
    aim: 0.95,
  },
  {
    bench: 'pipeline',
    provider: 'cpu',
    figure: 'vsSampler',
    what: 'pipeline to the stored object vs inference alone',
    must: 0.9,
    aim: 0.97,
  },
  { bench: 'pipeline', figure: 'fillBacklog', what: 'mean batch fill under backlog', must: 0.98, aim: 1 },
  {
    bench: 'pipeline',
    figure: 'fillTrickle',
    what: 'mean batch fill with 50 single samples a second',
    must: 0.6,
    aim: 0.8,
  },
  {
    bench: 'pipeline',
    figure: 'loopLagP99Ms',
    what: 'event-loop lag p99 under load, ms',
    must: 50,
    aim: 20,
    lessIsBetter: true,
  },
  {
    bench: 'queue',
    figure: 'samplesPerSecond',
    what: 'queue path with a free sampler, one worker, samples/s',
    must: 4_000,
    aim: 8_000,
  },
  {
    bench: 'wait',
    figure: 'besideCohortP95Ms',
    what: 'one sample beside a cohort of 100,000, p95 ms',
    must: 2_000,
    aim: 1_000,
    lessIsBetter: true,
  },
  {
    bench: 'uploads',
    figure: 'healthzMaxMs',
    what: 'slowest /healthz during the worst uploads, ms',
    must: 1_000,
    aim: 250,
    lessIsBetter: true,
  },
  {
    bench: 'uploads',
    figure: 'memoryPeakMiB',
    what: 'memory of the API with its decoders then, MiB',
    must: 800,
    aim: 600,
    lessIsBetter: true,
  },
  ...cohortScaleTargets,
  {
    bench: 'commits',
    figure: 'rowBytes',
    what: 'bytes of a sample in PostgreSQL, indexes included',
    must: 900,
    aim: 600,
    lessIsBetter: true,
  },
  {
    bench: 'commits',
    figure: 'commitRatio',
    what: 'commits a second at 10,000,000 rows over those at 10,000',
    must: 0.9,
    aim: 0.97,
  },
  { bench: 'scale', figure: 'efficiency8', what: 'scale efficiency at 8 workers', must: 0.9, aim: 0.97 },
  { bench: 'scale', figure: 'efficiencyGpu2', what: 'two GPUs in one worker vs one', must: 0.9, aim: 0.97 },
];

export type Verdict = 'aim' | 'must' | 'missed';

export const verdictOf = ({ must, aim, lessIsBetter = false }: Target, value: number): Verdict => {
  const meets = (bound: number): boolean => (lessIsBetter ? value <= bound : value >= bound);
  if (meets(aim)) return 'aim';
  return meets(must) ? 'must' : 'missed';
};

export const targetOf = ({ bench, provider }: Pick<Result, 'bench' | 'provider'>, figure: string): Target | undefined =>
  targets.find(
    (target) =>
      target.bench === bench &&
      target.figure === figure &&
      (target.provider === undefined || target.provider === provider),
  );
