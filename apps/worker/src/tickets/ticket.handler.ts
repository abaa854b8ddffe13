import { setMaxListeners } from 'node:events';
import { type CommitRepository, type Logger } from '@echocohort/platform';
import { EchoError, sampleSpec, type TicketPayload } from '@echocohort/shared';
import { type ServedBundle } from '../inference/served-bundle.js';
import { type JobHandler } from '../handlers.js';
import { type Intake } from './intake.js';
import { type Outages } from '../flow/outages.js';
import { type Pipeline } from '../pipeline.js';

export interface TicketHandlerOptions {
  readonly commits: Pick<CommitRepository, 'begin' | 'leave'>;
  readonly outages: Outages;
  readonly intake: Intake;
  readonly pipeline: Pipeline;
  readonly logger: Logger;
  /** By the bundle's fingerprint. */
  readonly servedBundles: ReadonlyMap<string, ServedBundle>;
}

/**
 * Does a ticket: all its samples that have no result yet go into the pipeline at once. Done when each of them is
 * committed; a ticket that is gone or has a newer epoch has none and ends quietly.
 */
export const createTicketHandler = ({
  commits,
  outages,
  intake,
  pipeline,
  servedBundles,
  logger,
}: TicketHandlerOptions): JobHandler<'sample-ticket'> => {
  /** Tried once: a worker that cannot say so counts as one that has ended, and it takes several of these. */
  const leave = (ticket: TicketPayload): Promise<void> =>
    commits.leave(ticket).catch((error: unknown) => {
      logger.warn({ err: error, ticketId: ticket.ticketId }, 'a ticket could not be left in order');
    });
  return async (ticket, signal) => {
    intake.take();
    setMaxListeners(0, signal); // each of its samples listens
    const expected = intake.expect(ticket.spec.bundle.fingerprint, ticket.count);
    let isOpen = false;
    try {
      const pending = await outages.database(() => commits.begin(ticket));
      isOpen = pending.length > 0;
      expected.arrived(ticket.count - pending.length);
      const served = servedBundles.get(ticket.spec.bundle.fingerprint);
      await allSettled(
        pending.map((index) => {
          const job = { ticket, sample: sampleSpec(ticket.spec, index) };
          if (!served) return pipeline.refuse(job, unknownBundle(ticket));
          return pipeline.run({
            ...job,
            served,
            signal,
            arrived: () => {
              expected.arrived();
            },
          });
        }),
      );
      isOpen &&= signal.aborted; // what was fenced is not done
    } catch (error) {
      if (!signal.aborted) throw error;
      logger.warn({ ticketId: ticket.ticketId, epoch: ticket.epoch }, 'a ticket was lost while it was worked on');
      throw lostTicket(signal.reason);
    } finally {
      expected.settle();
      if (isOpen) await leave(ticket);
    }
  };
};

/** Waits for all, so that nothing of a ticket goes on after it; then throws the first reason, if any. */
const allSettled = async (works: readonly Promise<void>[]): Promise<void> => {
  for (const result of await Promise.allSettled(works)) if (result.status === 'rejected') throw result.reason;
};

/** Whoever holds the ticket now does what is left of it. */
const lostTicket = (cause: unknown): EchoError =>
  new EchoError('unavailable', 'the ticket was lost while it was worked on', { cause });

const unknownBundle = ({ spec }: TicketPayload): EchoError => {
  const { name, version, fingerprint } = spec.bundle;
  return new EchoError(
    'bundle-invalid',
    `bundle: the workers have no bundle ${name} ${version} with fingerprint ${fingerprint.slice(0, 12)}…; ` +
      'it was replaced after this run was made',
  );
};
