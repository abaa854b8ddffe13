import { createHash } from 'node:crypto';
import { type ClipFiles, type ClipOrder } from '@echocohort/media';
import { storageKeys, type Metrics, type SampleResultRow, type StoragePort } from '@echocohort/platform';
import { type GreyClip, type Provenance } from '@echocohort/shared';
import { type Outages } from '../flow/outages.js';
import { efsOf } from '../inference/make-within-tolerance.js';
import { type FinishedSample } from '../sample-job.js';
import { recordOf } from './sample-record.js';

/** The files of one sample, ready to be stored. */
export type SampleFiles = ClipFiles;

/** The columns of a sample's row that say where its files are. */
export type StoredFiles = Pick<SampleResultRow, 'videoKey' | 'sheetKey' | 'videoSha256' | 'videoBytes'>;

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

/** Stores a sample's files under keys that follow from its run and index: doing it twice leaves what doing it once does. */
export class SampleUploads {
  constructor(
    private readonly storage: Pick<StoragePort, 'put'>,
    private readonly outages: Outages,
    private readonly inTurn: <T>(call: () => Promise<T>) => Promise<T>,
    private readonly metrics: Metrics,
  ) {}

  async store({ ticket, sample }: FinishedSample, { video, sheet, record }: SampleFiles): Promise<StoredFiles> {
    const at = [ticket.tenantId, ticket.runId, sample.index] as const;
    const videoKey = storageKeys.sampleVideo(...at);
    const sheetKey = storageKeys.sampleSheet(...at);
    await Promise.all([
      this.put(videoKey, video, 'video/mp4'),
      this.put(sheetKey, sheet, 'image/png'),
      this.put(storageKeys.sampleRecord(...at), record, 'application/json'),
    ]);
    const videoSha256 = createHash('sha256').update(video).digest('hex');
    return { videoKey, sheetKey, videoSha256, videoBytes: video.length };
  }

  private async put(key: string, bytes: Uint8Array, contentType: string): Promise<void> {
    await this.inTurn(() => this.outages.storage(() => this.storage.put(key, bytes, { contentType })));
    this.metrics.uploadedBytes.inc(bytes.length);
  }
}
