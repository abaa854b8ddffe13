import { type SessionOptions } from './inference-thread.js';

export const providers = ['cpu', 'webgpu', 'cuda'] as const;
/** Where graphs run. One that cannot be used is refused; it is never silently replaced by another. */
export type Provider = (typeof providers)[number];

/** Where a session runs, and on how many threads. */
export interface SessionPlace {
  readonly provider: Provider;
  readonly threads: number;
  readonly deviceIndex?: number;
}

/**
 * Options of a session. Arena and memory pattern are off: they buy nothing on these graphs and keep the largest batch's
 * memory for ever.
 */
export const sessionOptions = ({ provider, threads, deviceIndex = 0 }: SessionPlace): SessionOptions => ({
  executionProviders: provider === 'cuda' ? [{ name: 'cuda', deviceId: deviceIndex }] : [provider],
  graphOptimizationLevel: 'all',
  intraOpNumThreads: threads,
  interOpNumThreads: 1,
  enableCpuMemArena: false,
  enableMemPattern: false,
  logSeverityLevel: 4,
});

/** Options to read what a graph takes and gives, and nothing more. */
export const inspectionOptions: SessionOptions = {
  ...sessionOptions({ provider: 'cpu', threads: 1 }),
  graphOptimizationLevel: 'disabled',
};
