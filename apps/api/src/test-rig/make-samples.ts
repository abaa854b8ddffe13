import { createHash } from 'node:crypto';
import {
  CommitRepository,
  DispatchRepository,
  RunsRepository,
  type SampleResultRow,
  storageKeys,
} from '@echocohort/platform';
import { type RunId, type RunSpec, type TicketPayload } from '@echocohort/shared';
import { type TestApi } from './start-test-api.js';

const resultOf = (ticket: TicketPayload, spec: RunSpec, index: number, video: Uint8Array): SampleResultRow => {
  const { ticketId, epoch, runId, tenantId } = ticket;
  const target = spec.targetEfPercents[0] as number;
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
    frames: spec.frames,
    framesPerSecond: 30,
    videoKey: storageKeys.sampleVideo(tenantId, runId, index),
    sheetKey: storageKeys.sampleSheet(tenantId, runId, index),
    videoSha256: createHash('sha256').update(video).digest('hex'),
    videoBytes: video.length,
    seconds: 0.5,
    provenance: {
      synthetic: true,
      bundle: spec.bundle,
      provider: 'cpu',
      determinism: 'bitwise',
      seed: spec.seed,
      index,
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
    },
    error: null,
  };
};

/** A record as a worker writes it, with a triangle for a ventricle. */
export const recordOf = ({ framesPerSecond, measuredEfPercent }: SampleResultRow): object => ({
  framesPerSecond,
  height: 24,
  width: 32,
  ...(measuredEfPercent !== null && { outline: { points: 3, frames: [triangle(8), triangle(5)] } }),
});
const triangle = (side: number): number[] => [10, 6, 10 + side, 6, 10, 6 + side];

/** What is not there of a sample that has failed. */
export const failedFacts = {
  status: 'failed',
  videoKey: null,
  sheetKey: null,
  videoSha256: null,
  videoBytes: null,
  measuredEfPercent: null,
  auditEfPercent: null,
  accepted: false,
  provenance: null,
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
  const result = { ...resultOf(ticket, run.spec, index, video), ...overrides };
  if (result.videoKey !== null) await storage.put(result.videoKey, video, { contentType: 'video/mp4' });
  if (result.sheetKey !== null) await storage.put(result.sheetKey, video, { contentType: 'image/png' });
  if (result.videoKey !== null) {
    const record = Buffer.from(JSON.stringify(recordOf(result)));
    await storage.put(storageKeys.sampleRecord(ticket.tenantId, runId, index), record, {
      contentType: 'application/json',
    });
  }
  const [verdict] = await new CommitRepository(database).commit([result]);
  if (verdict !== 'committed') throw new Error(`sample ${index} was not committed: ${verdict}`);
};
