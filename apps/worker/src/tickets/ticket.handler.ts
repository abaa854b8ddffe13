import { setMaxListeners } from 'node:events';
import { type CommitRepository, type Logger, type SampleSpecs } from '@echocohort/platform';
import { EchoError, type TicketPayload } from '@echocohort/shared';
import { type ServedBundle } from '../inference/served-bundle.js';
import { type JobHandler } from '../handlers.js';
import { type Outages } from '../flow/outages.js';
import { type Pipeline } from '../pipeline.js';
import { type Expectation } from './intake.js';
import { type RunSpecs } from './run-specs.js';

export interface TicketHandlerOptions {
  readonly commits: Pick<CommitRepository, 'begin' | 'leave'>;
  readonly specs: RunSpecs;
  readonly samples: Pick<SampleSpecs, 'of'>;
  readonly outages: Outages;
  readonly pipeline: Pipeline;
  readonly logger: Logger;
  /** By the bundle's fingerprint. */
  readonly servedBundles: ReadonlyMap<string, ServedBundle>;
}

/**
 * Does a ticket: all its samples that have no result yet go into the pipeline at once. Done when each of them is
 * committed; a ticket that is gone or has a newer epoch has none and ends quietly.
 */
export const createTicketHandler =
  (options: TicketHandlerOptions): JobHandler<'sample-ticket'> =>
  async (ticket, signal) => {
    const served = servedBy(options, ticket);
    served.intake.take(ticket.lane);
    setMaxListeners(0, signal); // each of its samples listens
    const expected = served.intake.expect(ticket.count);
    try {
      await doPending(ticket, { ...options, served, signal, expected });
    } catch (error) {
      if (!signal.aborted) throw error;
      options.logger.warn(
        { ticketId: ticket.ticketId, epoch: ticket.epoch },
        'a ticket was lost while it was worked on',
      );
      throw lostTicket(signal.reason);
    } finally {
      expected.settle();
    }
  };

interface TicketAtWork extends TicketHandlerOptions {
  readonly served: ServedBundle;
  readonly signal: AbortSignal;
  readonly expected: Expectation;
}

const doPending = async (ticket: TicketPayload, at: TicketAtWork): Promise<void> => {
  const { commits, outages, signal, expected } = at;
  const pending = await outages.database(() => commits.begin(ticket));
  expected.arrived(ticket.count - pending.length);
  if (pending.length === 0) return;
  let isDone = false;
  try {
    await doSamples(ticket, pending, at);
    isDone = !signal.aborted; // what was fenced is not done
  } finally {
    if (!isDone) await leave(ticket, at);
  }
};

const doSamples = async (ticket: TicketPayload, pending: readonly number[], at: TicketAtWork): Promise<void> => {
  const { specs, outages, pipeline, served, signal, expected } = at;
  const run = { tenantId: ticket.tenantId, id: ticket.runId, spec: await specs.of(ticket) };
  const samples = await outages.storage(() => at.samples.of(run, pending));
  const arrived = (): void => {
    expected.arrived();
  };
  await allSettled(
    samples.map((sample) => {
      const job = { ticket, sample, served, signal, arrived };
      return served.intake.hold(() => pipeline.run(job));
    }),
  );
};

/** Tried once: a worker that cannot say so counts as one that has ended, and it takes several of these. */
const leave = (ticket: TicketPayload, { commits, logger }: TicketAtWork): Promise<void> =>
  commits.leave(ticket).catch((error: unknown) => {
    logger.warn({ err: error, ticketId: ticket.ticketId }, 'a ticket could not be left in order');
  });

/** Every bundle has queues of its own; another's ticket goes back, whoever put it here. */
const servedBy = ({ servedBundles }: TicketHandlerOptions, { fingerprint }: TicketPayload): ServedBundle => {
  const served = servedBundles.get(fingerprint);
  if (served) return served;
  throw new EchoError('unavailable', `this worker has no bundle with fingerprint ${fingerprint.slice(0, 12)}…`);
};

/** Waits for all, so that nothing of a ticket goes on after it; then throws the first reason, if any. */
const allSettled = async (works: readonly Promise<void>[]): Promise<void> => {
  for (const result of await Promise.allSettled(works)) if (result.status === 'rejected') throw result.reason;
};

/** Whoever holds the ticket now does what is left of it. */
const lostTicket = (cause: unknown): EchoError =>
  new EchoError('unavailable', 'the ticket was lost while it was worked on', { cause });
