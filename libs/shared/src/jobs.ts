import { z } from 'zod';
import { clipIdSchema, runIdSchema, tenantIdSchema, ticketIdSchema } from './ids.js';

export const lanes = ['interactive', 'bulk'] as const;
export const laneSchema = z.enum(lanes);
export type Lane = z.infer<typeof laneSchema>;

/**
 * A ticket: samples first..first+count-1 of one run, one BullMQ job. Ids and numbers alone: a worker asks for the run's spec
 * once and keeps it. `epoch` is the ticket's epoch when it was queued: a commit with an older one changes nothing.
 */
export const ticketPayloadSchema = z.object({
  version: z.literal(2),
  ticketId: ticketIdSchema,
  runId: runIdSchema,
  tenantId: tenantIdSchema,
  lane: laneSchema,
  /** Of the bundle that the run is pinned to. */
  fingerprint: z.string().min(1),
  /** Where the run's results are stored. */
  shelf: z.int().nonnegative().default(0),
  epoch: z.int().positive(),
  first: z.int().nonnegative(),
  count: z.int().positive(),
});
export type TicketPayload = z.infer<typeof ticketPayloadSchema>;

/** A clip that a bundle's readers shall look at. Done or not is told by the reading's row, so it may be queued any number of times. */
export const clipReadingPayloadSchema = z.object({
  version: z.literal(1),
  tenantId: tenantIdSchema,
  clipId: clipIdSchema,
  /** Of the bundle that reads. */
  fingerprint: z.string().min(1),
});
export type ClipReadingPayload = z.infer<typeof clipReadingPayloadSchema>;

interface JobDefinition<S extends z.ZodType> {
  readonly schema: S;
  /** Tries of the whole job after a failure that a retry can help. */
  readonly attempts: number;
  readonly backoffMs: number;
  /**
   * How long a silent worker keeps a job before another may take it. Renewed at half of it by an event loop that must not
   * lag 50 ms at p99 (docs/benchmarks.md has what was measured, WorkerLoopLag is the alert): 200 times that is death, not work.
   */
  readonly lockMs: number;
  readonly stalledCheckMs: number;
  /** How often a job may be taken from a silent worker before the leader makes a new one of it. */
  readonly maxStalled: number;
}

const defineJob = <S extends z.ZodType>(job: JobDefinition<S>): JobDefinition<S> => job;

/** Every job of the system. A worker that has no handler for one of these does not start. */
export const jobCatalog = {
  'sample-ticket': defineJob({
    schema: ticketPayloadSchema,
    attempts: 3,
    backoffMs: 1_000,
    lockMs: 20_000,
    stalledCheckMs: 5_000,
    maxStalled: 5,
  }),
  'clip-reading': defineJob({
    schema: clipReadingPayloadSchema,
    attempts: 5,
    backoffMs: 2_000,
    lockMs: 20_000,
    stalledCheckMs: 5_000,
    maxStalled: 5,
  }),
} as const;
export type JobName = keyof typeof jobCatalog;

/** Digits of a fingerprint in the name of a queue: 64 bits, so no two bundles share one. */
const fingerprintDigits = 16;

/** Where the tickets of a bundle wait: a worker takes only what it can make, and no lane stands in the other's way. */
export const ticketQueueName = ({ fingerprint, lane }: Pick<TicketPayload, 'fingerprint' | 'lane'>): string =>
  `tickets-${fingerprint.slice(0, fingerprintDigits)}-${lane}`;

/** Where the clips wait that a bundle shall read. */
export const readingQueueName = ({ fingerprint }: Pick<ClipReadingPayload, 'fingerprint'>): string =>
  `readings-${fingerprint.slice(0, fingerprintDigits)}`;
