import { setImmediate as nextTurn } from 'node:timers/promises';
import { type BundleManifest, type GenerateGraph, type GenerateInputRole } from '@echocohort/shared';
import { type PlannedSample } from '../pack/pack-feeds.js';
import { noiseStreams, uniforms } from '../request/philox.js';
import { type SampleRequest } from '../request/sample-request.js';
import { drawTiming, timingUniforms, volumeCurve } from '../request/timing.js';

/**
 * Draws the sample's beat for a graph that is told one. A graph that takes timing noise has a timing flow and draws its
 * own; one that takes no curve follows none.
 */
const planOne = (manifest: BundleManifest, graph: GenerateGraph, request: SampleRequest): PlannedSample => {
  const takes = (wanted: GenerateInputRole): boolean => graph.inputs.some(({ role }) => role === wanted);
  if (takes('timingNoise') || !takes('curve')) return { request, curve: null };
  const { frames, anchorPhase, requestedEfPercent } = request;
  const draws = uniforms(request, noiseStreams.timingPrior, timingUniforms);
  const timing = drawTiming(manifest.timingPrior, frames, anchorPhase, draws);
  return { request, curve: volumeCurve(timing, frames, requestedEfPercent) };
};

/** Requests with their beats, in order. Gives way to the event loop after each. */
export const planSamples = async (
  manifest: BundleManifest,
  graph: GenerateGraph,
  requests: readonly SampleRequest[],
): Promise<PlannedSample[]> => {
  const samples: PlannedSample[] = [];
  for (const request of requests) {
    samples.push(planOne(manifest, graph, request));
    await nextTurn();
  }
  return samples;
};
