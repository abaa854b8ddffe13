import { applyGain, cropFrame, fitFrame, intensityGain, npyFrameRange } from '@echocohort/media';
import { type ClipRow, type ClipsRepository, type StoragePort } from '@echocohort/platform';
import { type Bundle } from '@echocohort/sampler';
import { fieldError, type ClipId, type TenantId } from '@echocohort/shared';
import { LRUCache } from 'lru-cache';
import pLimit from 'p-limit';
import { type Outages } from '../flow/outages.js';

export interface SourceFramesOptions {
  readonly clips: Pick<ClipsRepository, 'find'>;
  readonly storage: Pick<StoragePort, 'get'>;
  readonly outages: Outages;
  readonly cacheBytes: number;
}

/** Range reads of frames at once. */
const readsAtOnce = 16;
const clipsKept = 1_000;

/** Source clips and their frames at a bundle's size. What many samples share is read once, also when they ask at once. */
export class SourceFrames {
  private readonly clips: LRUCache<string, ClipRow, () => Promise<ClipRow>>;
  private readonly fitted: LRUCache<string, Uint8Array, () => Promise<Uint8Array>>;
  private readonly inTurn = pLimit(readsAtOnce);

  constructor(private readonly options: SourceFramesOptions) {
    this.clips = new LRUCache({
      max: clipsKept,
      fetchMethod: (_key, _stale, { context }) => context(),
      ignoreFetchAbort: true,
    });
    this.fitted = new LRUCache({
      maxSize: options.cacheBytes,
      sizeCalculation: (frame) => frame.length,
      fetchMethod: (_key, _stale, { context }) => context(),
      // Others may wait for a read whose place in the cache is gone by the time it ends.
      ignoreFetchAbort: true,
    });
  }

  /** @throws EchoError `not-found` on `clipId` when the tenant has no such clip */
  clip(tenantId: TenantId, clipId: ClipId): Promise<ClipRow> {
    const { clips, outages } = this.options;
    const find = async (): Promise<ClipRow> => {
      const clip = await outages.database(() => clips.find(tenantId, clipId));
      if (clip) return clip;
      throw fieldError('not-found', 'clipId', `expected a clip of this tenant, ${clipId} is none`);
    };
    return this.clips.forceFetch(`${tenantId}/${clipId}`, { context: find });
  }

  /** Frames of a clip's view at the bundle's size, uint8 [H,W] each, as bright as they were stored. */
  frames(clip: ClipRow, indices: readonly number[], bundle: Bundle): Promise<Uint8Array[]> {
    return Promise.all(
      indices.map((index) =>
        this.fitted.forceFetch(`${bundle.fingerprint}/${clip.id}/${index}`, {
          context: () => this.inTurn(() => this.read(clip, index, bundle)),
        }),
      ),
    );
  }

  /** Frames of a clip as they are stored, uint8 [height*width] each. Nobody needs them twice: they are not kept. */
  stored(clip: ClipRow, indices: readonly number[]): Promise<Uint8Array[]> {
    return Promise.all(indices.map((index) => this.inTurn(() => this.readStored(clip, index))));
  }

  private async read(clip: ClipRow, index: number, { manifest }: Bundle): Promise<Uint8Array> {
    const { view } = clip;
    const pixels = await this.readStored(clip, index);
    return fitFrame(cropFrame(pixels, clip.width, view), view.height, view.width, manifest.frame);
  }

  private async readStored(clip: ClipRow, index: number): Promise<Uint8Array> {
    const range = npyFrameRange(clip, index);
    const pixels = await this.options.outages.storage(() => this.options.storage.get(clip.framesKey, { range }));
    const expected = clip.height * clip.width;
    if (pixels.length !== expected)
      throw fieldError('unreadable-clip', 'clipId', `expected ${expected} bytes a frame, got ${pixels.length}`);
    return pixels;
  }
}

/** The frames, brightened to the range that the bundle was trained on, and the factor that did it. */
export const brighten = (
  frames: readonly Uint8Array[],
  { manifest }: Bundle,
): { frames: Uint8Array[]; gain: number } => {
  const gain = intensityGain([...frames], manifest.frame.intensity);
  return { frames: gain === 1 ? [...frames] : frames.map((frame) => applyGain(frame, gain)), gain };
};
