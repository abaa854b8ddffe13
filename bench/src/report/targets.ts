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
