import { type ClipRow } from '@echocohort/platform';
import { anchorFrame, readPhase, type AnchorPhase, type Bundle, type FramesReading } from '@echocohort/sampler';
import {
  areaLengthEfPercent,
  twinFramesPerSecond,
  twinPositions,
  type SampleSpec,
  type TenantId,
} from '@echocohort/shared';
import { LRUCache } from 'lru-cache';
import { brighten, type SourceFrames } from './source-frames.js';

/** What conditions a sample; the same for each of its attempts. */
export interface SampleInput {
  /** uint8 [H,W] each, in the order of `positions`. */
  readonly references: readonly Uint8Array[];
  readonly positions: readonly number[];
  /** Which frames of the clip they are; empty without one. */
  readonly observedFrames: readonly number[];
  readonly anchorPhase: AnchorPhase | null;
  readonly intensityGain: number;
  /** Index of the bundle's anchor frame; null with a source clip. */
  readonly anchor: number | null;
  readonly sourceEfPercent: number | null;
  readonly framesPerSecond: number;
}

/** Who reads a source clip's phase. */
export interface Reader {
  readonly bundle: Bundle;
  read(frames: readonly Uint8Array[]): Promise<FramesReading | null>;
}

type SourceMotion = { readonly measured: FramesReading | null };
type ClipSource = Extract<SampleSpec['source'], { kind: 'clip' }>;

const motionsKept = 4_000;

/** Reads what conditions a sample: observed frames of a clip, or the bundle's anchor frame. */
export class SampleInputs {
  private readonly motions = new LRUCache<string, SourceMotion, () => Promise<SourceMotion>>({
    max: motionsKept,
    fetchMethod: (_key, _stale, { context }) => context(),
    // Others may wait for a read whose place in the cache is gone by the time it ends.
    ignoreFetchAbort: true,
  });

  constructor(private readonly sources: SourceFrames) {}

  /** @throws EchoError `not-found`, `invalid-request` or `unreadable-clip` when the source cannot be used */
  read(tenantId: TenantId, sample: SampleSpec, reader: Reader): Promise<SampleInput> {
    return sample.source.kind === 'clip'
      ? this.fromClip(tenantId, sample.source, sample.frames, reader)
      : fromAnchor(sample, reader.bundle);
  }

  private async fromClip(
    tenantId: TenantId,
    { clipId, observedFrames = [0] }: ClipSource,
    frames: number,
    reader: Reader,
  ): Promise<SampleInput> {
    const { bundle } = reader;
    const clip = await this.sources.clip(tenantId, clipId);
    const positions = twinPositions(observedFrames, clip.frames, frames);
    const observed = await this.sources.frames(clip, observedFrames, bundle);
    const { frames: references, gain: intensityGain } = brighten(observed, bundle);
    const { measured } = await this.motion(clip, frames, reader);
    const [first = 0] = positions;
    return {
      references,
      positions,
      observedFrames,
      anchorPhase: measured && readPhase(measured.lvArea, measured.lvLength, first),
      intensityGain,
      anchor: null,
      sourceEfPercent: measured && areaLengthEfPercent(measured.lvArea, measured.lvLength),
      framesPerSecond: twinFramesPerSecond(clip, frames, bundle.manifest.framesPerSecond),
    };
  }

  /** The source's own beat at the output's positions. One frame does not move, so nothing can be read of it. */
  private motion(clip: ClipRow, frames: number, reader: Reader): Promise<SourceMotion> {
    const { bundle } = reader;
    const read = async (): Promise<SourceMotion> => {
      if (clip.frames < 2 || bundle.manifest.graphs.read === undefined) return { measured: null };
      const twin = await this.sources.frames(clip, twinFrames(clip.frames, frames), bundle);
      return { measured: await reader.read(brighten(twin, bundle).frames) };
    };
    return this.motions.forceFetch(`${bundle.fingerprint}/${clip.id}/${frames}`, { context: read });
  }
}

/** The source frame that stands at each output position: the inverse of `twinPositions`. */
export const twinFrames = (clipFrames: number, frames: number): number[] =>
  Array.from({ length: frames }, (_, position) => Math.round((position * (clipFrames - 1)) / (frames - 1)));

/** An anchor frame stands at end-diastole and at the clip's first position. */
const fromAnchor = async ({ seed, index }: SampleSpec, bundle: Bundle): Promise<SampleInput> => {
  const { pixels, anchor } = await anchorFrame(bundle, seed, index);
  return {
    references: [pixels],
    positions: [0],
    observedFrames: [],
    anchorPhase: { position: 0, contraction: 0, contracting: null },
    intensityGain: 1,
    anchor,
    sourceEfPercent: null,
    framesPerSecond: bundle.manifest.framesPerSecond,
  };
};
