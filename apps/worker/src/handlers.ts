import { jobCatalog, type JobName } from '@echocohort/shared';
import { type z } from 'zod';

export type JobPayload<N extends JobName> = z.infer<(typeof jobCatalog)[N]['schema']>;

/** Does one job; `signal` aborts when the worker has lost it. */
export type JobHandler<N extends JobName> = (payload: JobPayload<N>, signal: AbortSignal) => Promise<void>;

export type JobHandlers = { readonly [N in JobName]: JobHandler<N> };

/**
 * The handlers of all jobs of the catalog.
 * @throws Error that names the jobs without one: a worker that would leave them lying does not start
 */
export const requireHandlers = (handlers: Partial<JobHandlers>): JobHandlers => {
  const missing = (Object.keys(jobCatalog) as JobName[]).filter((name) => handlers[name] === undefined);
  if (missing.length > 0) throw new Error(`the job catalog has jobs that nobody handles: ${missing.join(', ')}`);
  return handlers as JobHandlers;
};
