import { z } from 'zod';

/** What a worker of the benches is started with, as its one argument. */
export const orderSchema = z.object({
  databaseUrl: z.string(),
  redisUrl: z.string(),
  bundleDir: z.string(),
  /** The environment of its object store; without one nothing is encoded or stored. */
  storage: z.record(z.string(), z.string()).nullable(),
  standIn: z.object({ batchSize: z.int().positive(), secondsPerClip: z.number().nonnegative() }),
});
export type Order = z.infer<typeof orderSchema>;

export interface WorkerFigures {
  readonly loopLagP99Ms: number;
  /** As at /metrics, since the last `run`. */
  readonly metrics: string;
}

export type OrderReply =
  { readonly done: 'run' | 'rest' | 'figures'; readonly value: WorkerFigures | null } | { readonly failed: string };
