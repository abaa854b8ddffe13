import { type SampleResultRow } from '@echocohort/platform';
import { EchoError, sampleId, type Attempt, type Provenance, type TicketPayload } from '@echocohort/shared';
import { type FinishedSample, type SampleJob } from './sample-job.js';
import { efsOf } from './make-within-tolerance.js';
import { printOutline } from './print-outline.js';
import { type StoredFiles } from './sample-files.js';

/** Where a sample came from: enough to make it again. */
export const provenanceOf = (
  { bench, sample, input, made }: FinishedSample,
  attempts: readonly Attempt[],
): Provenance => {
  const { manifest, fingerprint } = bench.bundle;
  const [efMin, efMax] = manifest.efRangePercent;
  const { reading, volumeCurve } = made.result;
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
    measurement: manifest.efMethod,
    extrapolated: sample.targetEfPercent < efMin || sample.targetEfPercent > efMax,
    intensityGain: input.intensityGain,
    observedFrames: [...input.observedFrames],
    observedPositions: input.anchor === null ? [...input.positions] : [],
    anchor: input.anchor,
    sourceEfPercent: input.sourceEfPercent,
    lvAreaPx2: [...(reading?.lvArea ?? [])],
    lvLengthPx: [...(reading?.lvLength ?? [])],
    auditAreaPx2: [...(reading?.auditArea ?? [])],
    auditLengthPx: [...(reading?.auditLength ?? [])],
    volumeCurve: [...volumeCurve],
  };
};

/**
 * sample.json: the sample beside its video, with the ventricle's outline in each frame where it was measured. The same for
 * the same request, so it holds no times.
 */
export const printRecord = (finished: FinishedSample, provenance: Provenance): string => {
  const { ticket, sample, made, input, bench, shownEfPercent } = finished;
  const { height, width } = bench.bundle.manifest.frame;
  const efs = { ...efsOf(made.result.reading), shownEfPercent };
  const record = {
    id: sampleId(ticket.runId, sample.index),
    runId: ticket.runId,
    tenantId: ticket.tenantId,
    index: sample.index,
    source: sample.source,
    targetEfPercent: sample.targetEfPercent,
    ...efs,
    tolerancePp: sample.tolerancePp,
    accepted: made.accepted,
    frames: sample.frames,
    framesPerSecond: input.framesPerSecond,
    height,
    width,
    provenance,
  };
  const text = JSON.stringify(record, null, 2);
  const { reading } = made.result;
  if (reading === null || efs.measuredEfPercent === null) return `${text}\n`;
  return `${text.slice(0, text.lastIndexOf('\n'))},\n  "outline": ${printOutline(reading)}\n}\n`;
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
    ...efsOf(made.result.reading),
    shownEfPercent: finished.shownEfPercent,
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
  shownEfPercent: null,
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
