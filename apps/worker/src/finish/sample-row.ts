import { type SampleResultRow } from '@echocohort/platform';
import { EchoError, type TicketPayload } from '@echocohort/shared';
import { efsOf } from '../inference/make-within-tolerance.js';
import { type FinishedSample, type SampleJob } from '../sample-job.js';
import { type StoredFiles } from './sample-files.js';

/** The row of a sample that is made and stored. */
export const succeededRow = (
  finished: FinishedSample,
  attempts: number,
  files: StoredFiles,
  seconds: number,
): SampleResultRow => {
  const { ticket, sample, made, input } = finished;
  return {
    ...identityOf(ticket, sample.index),
    ...files,
    status: 'succeeded',
    targetEfPercent: sample.targetEfPercent,
    ...efsOf(made.result.reading),
    shownEfPercent: finished.shownEfPercent,
    accepted: made.accepted,
    attempts,
    frames: sample.frames,
    framesPerSecond: input.framesPerSecond,
    seconds,
    error: null,
  };
};

/** The row of a sample that has failed for good. */
export const failedRow = (
  { ticket, sample, served }: Pick<SampleJob, 'ticket' | 'sample' | 'served'>,
  error: unknown,
  attempts: number,
  seconds: number,
): SampleResultRow => ({
  ...identityOf(ticket, sample.index),
  status: 'failed',
  targetEfPercent: sample.targetEfPercent,
  measuredEfPercent: null,
  auditEfPercent: null,
  shownEfPercent: null,
  accepted: false,
  attempts,
  frames: sample.frames,
  framesPerSecond: served.bundle.manifest.framesPerSecond,
  take: null,
  videoSha256: null,
  videoBytes: null,
  seconds,
  error: storedError(error),
});

const identityOf = ({ ticketId, epoch, runId, tenantId }: TicketPayload, index: number) => ({
  ticketId,
  epoch,
  runId,
  tenantId,
  index,
});

/** What the tenant is told: our own errors in our words, anything else without its innards. */
const storedError = (error: unknown): NonNullable<SampleResultRow['error']> => {
  const known = error instanceof EchoError ? error : new EchoError('internal', 'the sample could not be made');
  const tellable = known.verdict.status < 500 || known.code === 'bundle-invalid' || known.cause === undefined;
  return { code: known.code, message: tellable ? known.message : known.verdict.title };
};
