import { cropFrame, encodeNpy, fitFrame, fitPoints, npyFrameRange } from '@echocohort/media';
import { ClipReadingsRepository, type ClipRow, ClipsRepository } from '@echocohort/platform';
import {
  areaLengthVolume,
  type ClipId,
  type ClipReading,
  EchoError,
  readingFrames,
  type TenantId,
} from '@echocohort/shared';
import { Inject, Injectable } from '@nestjs/common';
import pLimit from 'p-limit';
import { type ClipQuery } from '../clips/clips.schema.js';
import { storedBytes } from '../http/stored-bytes.js';
import { ModelsService } from '../models/models.service.js';
import { type ApiOptions, type OfferedBundle, PARTS } from '../parts.js';
import { efMethod } from '../samples/samples.schema.js';
import { type ClipOutlineView } from './clip-pictures.schema.js';

export interface ClipFrames {
  readonly npy: Uint8Array;
  /** Another one for other bytes. */
  readonly etag: string;
}

/** Range reads of one clip's frames at once. */
const readsAtOnce = 8;

const twoDecimals = (value: number): number => Math.round(value * 100) / 100;

const pairsOf = (points: readonly number[]): [number, number][] =>
  Array.from({ length: points.length / 2 }, (_, k) => [
    twoDecimals(points[2 * k] as number),
    twoDecimals(points[2 * k + 1] as number),
  ]);

const outlineOf = (clip: ClipRow, { manifest }: OfferedBundle, reading: ClipReading): ClipOutlineView => ({
  id: clip.id,
  model: manifest.name,
  width: manifest.frame.width,
  height: manifest.frame.height,
  framesPerSecond: clip.framesPerSecond,
  efMethod,
  frames: reading.frames,
  polygons: reading.outlines.map((outline) => pairsOf(fitPoints(outline, clip.view, manifest.frame))),
  volumes: reading.lvAreaPx2.map((area, k) => twoDecimals(areaLengthVolume(area, reading.lvLengthPx[k] ?? 0))),
});

/** A clip as a model sees it: what stands beside a twin, in the same pixels. */
@Injectable()
export class ClipPicturesService {
  constructor(
    @Inject(PARTS) private readonly parts: ApiOptions,
    @Inject(ClipsRepository) private readonly clips: ClipsRepository,
    @Inject(ClipReadingsRepository) private readonly readings: ClipReadingsRepository,
    @Inject(ModelsService) private readonly models: ModelsService,
  ) {}

  async frames(tenantId: TenantId, clipId: ClipId, { model }: ClipQuery): Promise<ClipFrames> {
    const { manifest, fingerprint } = this.models.resolve(model);
    const clip = await this.#clip(tenantId, clipId);
    const inTurn = pLimit(readsAtOnce);
    const { frame } = manifest;
    const fitted = await Promise.all(
      readingFrames(clip.frames).map((index) =>
        inTurn(async () => {
          const pixels = await storedBytes(this.parts, clip.framesKey, { range: npyFrameRange(clip, index) });
          return fitFrame(cropFrame(pixels, clip.width, clip.view), clip.view.height, clip.view.width, frame);
        }),
      ),
    );
    const { height, width } = frame;
    const pixels = Buffer.concat(fitted);
    const npy = encodeNpy({ pixels, frames: fitted.length, height, width, framesPerSecond: clip.framesPerSecond });
    return { npy, etag: `${clip.sha256}-${fingerprint}` };
  }

  /** @throws EchoError `not-found`, and `not-ready` until the clip is read */
  async outline(tenantId: TenantId, clipId: ClipId, { model }: ClipQuery): Promise<ClipOutlineView> {
    const bundle = this.models.resolve(model);
    const clip = await this.#clip(tenantId, clipId);
    const reading = await this.readings.find(tenantId, clipId, bundle.fingerprint);
    if (reading === null)
      throw new EchoError('not-ready', `Clip ${clipId} is not read yet by ${bundle.manifest.name}: it has no outline`);
    return outlineOf(clip, bundle, reading);
  }

  async #clip(tenantId: TenantId, clipId: ClipId): Promise<ClipRow> {
    const row = await this.clips.find(tenantId, clipId);
    if (row === null) throw new EchoError('not-found', `There is no clip ${clipId}`);
    return row;
  }
}
