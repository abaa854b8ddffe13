import { createHash } from 'node:crypto';
import { type ClipFiles, type ClipOrder } from '@echocohort/media';
import {
  newTake,
  storageKeys,
  type Logger,
  type Metrics,
  type SamplePlace,
  type SampleResultRow,
  type StoragePort,
} from '@echocohort/platform';
import { type GreyClip, type Provenance } from '@echocohort/shared';
import { type Outages } from '../flow/outages.js';
import { efsOf } from '../inference/make-within-tolerance.js';
import { type FinishedSample } from '../sample-job.js';
import { recordOf } from './sample-record.js';

/** The files of one sample, ready to be stored. */
export type SampleFiles = ClipFiles;

/** The columns of a sample's row that say which files it has. */
export type StoredFiles = Pick<SampleResultRow, 'take' | 'videoSha256' | 'videoBytes'>;

export const clipOf = ({ served, sample, made, input }: FinishedSample): GreyClip => {
  const { height, width } = served.bundle.manifest.frame;
  return {
    pixels: made.result.frames,
    frames: sample.frames,
    height,
    width,
    framesPerSecond: input.framesPerSecond,
  };
};

/** Of a sample's contact sheet: a row, spread over the beat, beside the observed frames. All frames are in the video. */
const sheetTiles = 8;

export const encodeSample = async (
  finished: FinishedSample,
  provenance: Provenance,
  encodeClip: (order: ClipOrder) => Promise<ClipFiles>,
): Promise<SampleFiles> => {
  const caption = captionOf(finished);
  const sheet = { caption, observed: provenance.observedPositions, synthetic: true, tilesMax: sheetTiles };
  return encodeClip({ clip: clipOf(finished), sheet, record: recordOf(finished, provenance) });
};

const captionOf = ({ sample, made }: FinishedSample): string => {
  const { measuredEfPercent: measured, auditEfPercent: audit } = efsOf(made.result.reading);
  const read = measured === null ? 'not measured' : `measured ${percent(measured)}, audit ${percent(audit)}`;
  return `area-length EF: target ${sample.targetEfPercent} %, ${read}${made.accepted ? '' : ' (not accepted)'}`;
};

const percent = (ef: number | null): string => (ef === null ? 'none' : `${ef.toFixed(1)} %`);

export interface SampleUploadsOptions {
  /** A way into the storage for much at once. */
  readonly uploads: Pick<StoragePort, 'put'>;
  readonly storage: Pick<StoragePort, 'delete'>;
  readonly outages: Outages;
  readonly inTurn: <T>(call: () => Promise<T>) => Promise<T>;
  readonly metrics: Metrics;
  readonly logger: Logger;
}

/** Stores each making of a sample's files (a take) where nobody else writes, and takes away those that no row will name. */
export class SampleUploads {
  constructor(private readonly options: SampleUploadsOptions) {}

  async store({ ticket, sample }: FinishedSample, { video, sheet, record }: SampleFiles): Promise<StoredFiles> {
    const { tenantId, runId } = ticket;
    const place = { tenantId, runId, index: sample.index, take: newTake() };
    await Promise.all([
      this.put(storageKeys.sampleVideo(place), video, 'video/mp4'),
      this.put(storageKeys.sampleSheet(place), sheet, 'image/png'),
      this.put(storageKeys.sampleRecord(place), record, 'application/json'),
    ]);
    const videoSha256 = createHash('sha256').update(video).digest('hex');
    return { take: place.take, videoSha256, videoBytes: video.length };
  }

  /** Deletes a take that was not committed. What cannot be deleted now is left to the leader, which sweeps the run. */
  async discard(place: SamplePlace): Promise<void> {
    const { storage, logger } = this.options;
    try {
      await Promise.all(storageKeys.sampleFiles(place).map((key) => storage.delete(key)));
    } catch (error) {
      logger.warn({ err: error, runId: place.runId, index: place.index }, 'files that nobody needs stay for a while');
    }
  }

  private async put(key: string, bytes: Uint8Array, contentType: string): Promise<void> {
    const { uploads, outages, inTurn, metrics } = this.options;
    await inTurn(() => outages.storage(() => uploads.put(key, bytes, { contentType })));
    metrics.uploadedBytes.inc(bytes.length);
  }
}
