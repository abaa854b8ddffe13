import { anchorFrame, phaseInReading, type AnchorPhase, type Bundle } from '@echocohort/sampler';
import { assertReadable, twinFramesPerSecond, twinPositions, type SampleSpec, type TenantId } from '@echocohort/shared';
import { type ClipReadings, type Reader } from '../readings/clip-readings.js';
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

type ClipSource = Extract<SampleSpec['source'], { kind: 'clip' }>;

/** Reads what conditions a sample: observed frames of a clip and where in its beat they stand, or the bundle's anchor frame. */
export class SampleInputs {
  constructor(
    private readonly sources: SourceFrames,
    private readonly readings: ClipReadings,
  ) {}

  /**
   * @throws EchoError `not-found`, `invalid-request` or `unreadable-clip` when the source cannot be used, `no-ventricle` when
   * its reading sees none and the sample may not be unmeasured
   */
  read(tenantId: TenantId, sample: SampleSpec, reader: Reader): Promise<SampleInput> {
    return sample.source.kind === 'clip'
      ? this.fromClip(tenantId, sample.source, sample, reader)
      : fromAnchor(sample, reader.bundle);
  }

  private async fromClip(
    tenantId: TenantId,
    { clipId, observedFrames: wanted }: ClipSource,
    { frames, allowUnmeasured }: SampleSpec,
    reader: Reader,
  ): Promise<SampleInput> {
    const { bundle } = reader;
    const clip = await this.sources.clip(tenantId, clipId);
    const reading = await this.readings.of(clip, reader);
    if (reading && !allowUnmeasured) assertReadable(reading, wanted, bundle.manifest);
    const observedFrames = wanted ?? [reading?.bestFrame ?? 0];
    const positions = twinPositions(observedFrames, clip.frames, frames);
    const observed = await this.sources.frames(clip, observedFrames, bundle);
    const { frames: references, gain: intensityGain } = brighten(observed, bundle);
    const [[frame = 0], [position = 0]] = [observedFrames, positions];
    return {
      references,
      positions,
      observedFrames,
      anchorPhase: reading && phaseInReading(reading, frame, position),
      intensityGain,
      anchor: null,
      sourceEfPercent: reading?.efPercent ?? null,
      framesPerSecond: twinFramesPerSecond(clip, frames, bundle.manifest.framesPerSecond),
    };
  }
}

/** An anchor frame stands at end-diastole and at the clip's first position. Twins begin with the same one. */
const fromAnchor = async ({ seed, noiseIndex }: SampleSpec, bundle: Bundle): Promise<SampleInput> => {
  const { pixels, anchor } = await anchorFrame(bundle, seed, noiseIndex);
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
