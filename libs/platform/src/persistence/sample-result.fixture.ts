import { type TicketPayload } from '@echocohort/shared';
import { newTake, type SampleResultRow } from '../index.js';

/** A sample as a worker commits it that has hit its target at once. */
export const resultOf = (
  ticket: TicketPayload,
  index: number,
  overrides: Partial<SampleResultRow> = {},
): SampleResultRow => ({
  ticketId: ticket.ticketId,
  epoch: ticket.epoch,
  runId: ticket.runId,
  index,
  tenantId: ticket.tenantId,
  status: 'succeeded',
  targetEfPercent: 55,
  measuredEfPercent: 54.25,
  auditEfPercent: 54,
  shownEfPercent: 50.5,
  accepted: true,
  attempts: 1,
  frames: 16,
  framesPerSecond: 30,
  take: newTake(),
  videoSha256: '0'.repeat(64),
  videoBytes: 1234,
  seconds: 0.5,
  error: null,
  ...overrides,
});
