import { createHash } from 'node:crypto';
import {
  CommitRepository,
  DispatchRepository,
  newTake,
  RunsRepository,
  SampleSpecs,
  type SampleResultRow,
  storageKeys,
} from '@echocohort/platform';
import { type BundleRef, type Provenance, type RunId, type SampleSpec, type TicketPayload } from '@echocohort/shared';
import { type TestApi } from './start-test-api.js';

/** What a worker says of a sample that hit its target. */
export const resultOf = (
  { ticketId, epoch, runId, tenantId }: TicketPayload,
  { index, targetEfPercent: target, frames }: SampleSpec,
  video: Uint8Array,
): SampleResultRow => {
  return {
    ticketId,
    epoch,
    runId,
    index,
    tenantId,
    status: 'succeeded',
    targetEfPercent: target,
    measuredEfPercent: target + 1,
    auditEfPercent: target - 1,
    shownEfPercent: null,
    accepted: true,
    attempts: 1,
    frames,
    framesPerSecond: 30,
    take: newTake(),
    videoSha256: createHash('sha256').update(video).digest('hex'),
    videoBytes: video.length,
    seconds: 0.5,
    error: null,
  };
};

const provenanceOf = (
  bundle: BundleRef,
  { index, seed, noiseIndex, targetEfPercent: target }: SampleSpec,
): Provenance => ({
  synthetic: true,
  bundle,
  provider: 'cpu',
  determinism: 'bitwise',
  seed,
  index,
  noiseIndex,
  attempt: 0,
  attempts: [{ requestedEfPercent: target, measuredEfPercent: target + 1, auditEfPercent: target - 1 }],
  efMethod: 'single-plane area-length; not clinical LVEF',
  measurement: 'carried',
  extrapolated: false,
  intensityGain: 1,
  observedFrames: [],
  observedPositions: [0],
  anchor: null,
  sourceEfPercent: null,
  lvAreaPx2: [2, 1],
  lvLengthPx: [2, 1],
  auditAreaPx2: [2, 1],
  auditLengthPx: [2, 1],
  volumeCurve: [1, 0.5],
});

/** A record as a worker writes it, with a triangle for a ventricle. */
export const recordOf = (bundle: BundleRef, sample: SampleSpec, result: SampleResultRow): object => {
  const { framesPerSecond, measuredEfPercent } = result;
  return {
    provenance: provenanceOf(bundle, sample),
    framesPerSecond,
    height: 24,
    width: 32,
    ...(measuredEfPercent !== null && { outline: { points: 3, frames: [triangle(8), triangle(5)] } }),
  };
};
const triangle = (side: number): number[] => [10, 6, 10 + side, 6, 10, 6 + side];

/** What is not there of a sample that has failed. */
export const failedFacts = {
  status: 'failed',
  take: null,
  videoSha256: null,
  videoBytes: null,
  measuredEfPercent: null,
  auditEfPercent: null,
  accepted: false,
} satisfies Partial<SampleResultRow>;

/** Does a worker's part for one sample of a dispatched run: stores its files and commits it. */
export const makeSample = async (
  { database, storage }: TestApi,
  runId: RunId,
  index: number,
  video: Uint8Array,
  overrides: Partial<SampleResultRow> = {},
): Promise<void> => {
  const open = await new DispatchRepository(database).openTickets(0);
  const ticket = open.find(({ payload: { runId: id, first, count } }) => {
    return id === runId && index >= first && index < first + count;
  })?.payload;
  if (ticket === undefined) throw new Error(`sample ${index} of ${runId} is not dispatched`);
  const run = await new RunsRepository(database).find(ticket.tenantId, runId);
  if (run === null) throw new Error(`there is no run ${runId}`);
  const [sample] = await new SampleSpecs(storage).of(run, [index]);
  if (sample === undefined) throw new Error(`there is no sample ${index}`);
  const result = { ...resultOf(ticket, sample, video), ...overrides };
  if (result.take !== null) {
    const place = { tenantId: ticket.tenantId, runId, index, take: result.take };
    const record = Buffer.from(JSON.stringify(recordOf(run.spec.bundle, sample, result)));
    await storage.put(storageKeys.sampleVideo(place), video, { contentType: 'video/mp4' });
    await storage.put(storageKeys.sampleSheet(place), video, { contentType: 'image/png' });
    await storage.put(storageKeys.sampleRecord(place), record, { contentType: 'application/json' });
  }
  const [verdict] = await new CommitRepository(database).commit([result]);
  if (verdict !== 'committed') throw new Error(`sample ${index} was not committed: ${verdict}`);
};
