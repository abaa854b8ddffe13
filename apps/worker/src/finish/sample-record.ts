import { sampleId, type Attempt, type Provenance, type UnprintedRecord } from '@echocohort/shared';
import { efsOf } from '../inference/make-within-tolerance.js';
import { type FinishedSample } from '../sample-job.js';

/** Where a sample came from: enough to make it again. */
export const provenanceOf = (
  { served, sample, input, made }: FinishedSample,
  attempts: readonly Attempt[],
): Provenance => {
  const { manifest, fingerprint } = served.bundle;
  const [efMin, efMax] = manifest.efRangePercent;
  const { reading, volumeCurve } = made.result;
  return {
    synthetic: true,
    bundle: { name: manifest.name, version: manifest.version, fingerprint },
    provider: served.device.provider,
    determinism: served.device.determinism,
    goldenDifference: served.device.difference,
    seed: sample.seed,
    index: sample.index,
    noiseIndex: sample.noiseIndex,
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
 * the same request, so it holds no times. The thread that makes the video prints it.
 */
export const recordOf = (finished: FinishedSample, provenance: Provenance): UnprintedRecord => {
  const { ticket, sample, made, input, served, shownEfPercent } = finished;
  const { height, width } = served.bundle.manifest.frame;
  const efs = { ...efsOf(made.result.reading), shownEfPercent };
  const record = {
    id: sampleId(ticket.runId, sample.index),
    runId: ticket.runId,
    tenantId: ticket.tenantId,
    index: sample.index,
    ...(sample.customId !== null && { customId: sample.customId }),
    source: sample.source,
    ...(sample.split !== null && { split: sample.split }),
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
  const { reading } = made.result;
  const isMeasured = reading !== null && efs.measuredEfPercent !== null;
  return {
    json: JSON.stringify(record, null, 2),
    outlines: isMeasured ? { px: reading.outlines, points: reading.outlinePoints } : null,
  };
};
