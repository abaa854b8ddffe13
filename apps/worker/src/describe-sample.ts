import { type SampleResultRow } from '@echocohort/platform';
import { EchoError, sampleId, type Attempt, type Provenance, type TicketPayload } from '@echocohort/shared';
import { type FinishedSample, type SampleJob } from './sample-job.js';
import { type StoredFiles } from './sample-files.js';

/** Where a sample came from: enough to make it again. */
export const provenanceOf = (
  { bench, sample, input, made }: FinishedSample,
  attempts: readonly Attempt[],
): Provenance => {
  const { manifest, fingerprint } = bench.bundle;
  const [efMin, efMax] = manifest.efRangePercent;
  return {
    synthetic: true,
    bundle: { name: manifest.name, version: manifest.version, fingerprint },
    provider: bench.device.provider,
    determinism: bench.device.determinism,
    goldenDifference: bench.device.difference,
    seed: sample.seed,
    index: sample.index,
    attempt: made.attempt,
    attempts: [...attempts],
    efMethod: 'single-plane area-length; not clinical LVEF',
    extrapolated: sample.targetEfPercent < efMin || sample.targetEfPercent > efMax,
    intensityGain: input.intensityGain,
    observedPositions: input.anchor === null ? [...input.positions] : [],
    anchor: input.anchor,
    sourceEfPercent: input.sourceEfPercent,
    lvAreaPx2: [...(made.result.lvArea ?? [])],
    lvLengthPx: [...(made.result.lvLength ?? [])],
    volumeCurve: [...made.result.volumeCurve],
  };
};

/** sample.json: the sample beside its video. The same for the same request, so it holds no times. */
export const recordOf = (finished: FinishedSample, provenance: Provenance): object => {
  const { ticket, sample, made, auditEfPercent, input } = finished;
  return {
    id: sampleId(ticket.runId, sample.index),
    runId: ticket.runId,
    tenantId: ticket.tenantId,
    index: sample.index,
    source: sample.source,
    targetEfPercent: sample.targetEfPercent,
    measuredEfPercent: made.result.measuredEfPercent,
    auditEfPercent,
    tolerancePp: sample.tolerancePp,
    accepted: made.accepted,
    frames: sample.frames,
    framesPerSecond: input.framesPerSecond,
    provenance,
  };
};

/** The row of a sample that is made and stored. */
export const succeededRow = (
  finished: FinishedSample,
  provenance: Provenance,
  files: StoredFiles,
  seconds: number,
): SampleResultRow => {
  const { ticket, sample, made, input } = finished;
  return {
    ...identityOf(ticket, sample.index),
    ...files,
    status: 'succeeded',
    targetEfPercent: sample.targetEfPercent,
    measuredEfPercent: made.result.measuredEfPercent,
    auditEfPercent: finished.auditEfPercent,
    accepted: made.accepted,
    attempts: provenance.attempts.length,
    frames: sample.frames,
    framesPerSecond: input.framesPerSecond,
    seconds,
    provenance,
    error: null,
  };
};

/** The row of a sample that has failed for good. `framesPerSecond` is 0 where not even the bundle is known. */
export const failedRow = (
  { ticket, sample, bench }: Pick<SampleJob, 'ticket' | 'sample'> & { bench: SampleJob['bench'] | null },
  error: unknown,
  attempts: number,
  seconds: number,
): SampleResultRow => ({
  ...identityOf(ticket, sample.index),
  status: 'failed',
  targetEfPercent: sample.targetEfPercent,
  measuredEfPercent: null,
  auditEfPercent: null,
  accepted: false,
  attempts,
  frames: sample.frames,
  framesPerSecond: bench?.bundle.manifest.framesPerSecond ?? 0,
  videoKey: null,
  sheetKey: null,
  videoSha256: null,
  videoBytes: null,
  seconds,
  provenance: null,
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
