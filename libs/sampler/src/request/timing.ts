import { type BundleManifest } from '@echocohort/shared';
import { type AnchorPhase } from './anchor-phase.js';

/**
 * What a volume curve is made of, but for its EF. Times and durations are fractions of a beat, phase 0 is end-diastole.
 * The lab draws phantoms by the same numbers (lab/golden/README.md).
 */
export interface Timing {
  /** Beats from the first to the last frame. */
  readonly beats: number;
  /** Phase of the first frame. */
  readonly phaseOffset: number;
  readonly endSystole: number;
  readonly isovolumicRelaxation: number;
  readonly earlyFillingDuration: number;
  /** Share of the stroke volume that early filling brings; the atrium brings the rest. */
  readonly earlyFillingShare: number;
  readonly atrialStart: number;
}

/** Uniforms that one candidate beat takes: seven numbers and one spare. */
const UNIFORMS_EACH = 8;
const CANDIDATES = 64;
/** Uniforms that `drawTiming` may read. */
export const timingUniforms = UNIFORMS_EACH * CANDIDATES;

/** A candidate whose contraction at the anchor is this close is taken. */
const CONTRACTION_TOLERANCE = 0.08;
/** A clip can span this much more than the least number of beats, however short it is. */
const BEATS_SPAN_MIN = 0.02;
/** Below this range of raw contraction the frames show no beat at all. */
const RESTING_RANGE = 1e-6;
/** Ejection begins this much of a beat after the R peak. */
const EJECTION_START = 0.03;

const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);
/** Cubic step from 0 at x <= 0 to 1 at x >= 1. */
const smoothStep = (x: number): number => {
  const c = clamp(x, 0, 1);
  return c * c * (3 - 2 * c);
};
const between = ([low, high]: readonly [number, number], u: number): number => low + (high - low) * u;

const candidate = (prior: BundleManifest['timingPrior'], frames: number, u: ArrayLike<number>, at: number): Timing => {
  const draw = (k: number): number => u[at + k] as number;
  const { framesPerBeatMin, min, max } = prior.beats;
  const most = clamp(frames / framesPerBeatMin, min + BEATS_SPAN_MIN, max);
  return {
    beats: min + (most - min) * draw(0),
    phaseOffset: draw(1),
    endSystole: between(prior.endSystole, draw(2)),
    isovolumicRelaxation: between(prior.isovolumicRelaxation, draw(3)),
    earlyFillingDuration: between(prior.earlyFillingDuration, draw(4)),
    earlyFillingShare: between(prior.earlyFillingShare, draw(5)),
    atrialStart: between(prior.atrialStart, draw(6)),
  };
};

/** Phase of frame `t` of `frames`, in beats from end-diastole, 0..1. */
const phaseAt = (timing: Timing, frames: number, t: number): number => {
  const beats = timing.phaseOffset + (timing.beats * t) / (frames - 1);
  return beats - Math.floor(beats);
};

/**
 * Contraction of each frame, scaled so that the sampled frames reach 0 and 1: only so is the EF exact. Frames that all
 * stand where the volume rests (two frames a beat apart can) take turns instead.
 */
const contractionCurve = (timing: Timing, frames: number): Float64Array => {
  const fillingStart = timing.endSystole + timing.isovolumicRelaxation;
  const raw = Float64Array.from({ length: frames }, (_, t) => {
    const phase = phaseAt(timing, frames, t);
    const ejection = smoothStep((phase - EJECTION_START) / (timing.endSystole - EJECTION_START));
    const early = smoothStep((phase - fillingStart) / timing.earlyFillingDuration);
    const atrial = smoothStep((phase - timing.atrialStart) / (1 - timing.atrialStart));
    return ejection - timing.earlyFillingShare * early - (1 - timing.earlyFillingShare) * atrial;
  });
  const least = Math.min(...raw);
  const range = Math.max(...raw) - least;
  return raw.map((value, t) => (range < RESTING_RANGE ? t % 2 : clamp((value - least) / range, 0, 1)));
};

/** How far a candidate is from what is known of the anchor; moving the wrong way there counts as far as can be. */
const mismatch = (timing: Timing, frames: number, anchor: AnchorPhase): number => {
  const contraction = contractionCurve(timing, frames)[anchor.position] as number;
  const contracting = phaseAt(timing, frames, anchor.position) < timing.endSystole;
  const agrees = anchor.contracting === null || anchor.contracting === contracting;
  return Math.abs(contraction - anchor.contraction) + (agrees ? 0 : 1);
};

/**
 * Draws a beat from the bundle's prior, given what is known of one observed frame: of 64 candidates the first whose
 * contraction there is within .08 and that moves the same way, else the one that misses by least.
 * @param frames 2..maxFrames of the bundle
 * @param anchor null draws from the prior alone
 * @param uniforms at least `timingUniforms` numbers in (0, 1), eight a candidate
 */
export const drawTiming = (
  prior: BundleManifest['timingPrior'],
  frames: number,
  anchor: AnchorPhase | null,
  uniforms: ArrayLike<number>,
): Timing => {
  let best = candidate(prior, frames, uniforms, 0);
  if (anchor === null) return best;
  let least = Infinity;
  for (let k = 0; k < CANDIDATES; k += 1) {
    const timing = candidate(prior, frames, uniforms, k * UNIFORMS_EACH);
    const miss = mismatch(timing, frames, anchor);
    if (miss <= CONTRACTION_TOLERANCE) return timing;
    if (miss < least) [best, least] = [timing, miss];
  }
  return best;
};

/** Numbers a frame in a volume curve, in the order of `curveChannels`. */
export const CURVE_CHANNELS = 7;

/**
 * The volume curve of a beat, closed form: cos and sin of phase and of twice the phase, contraction, V/V_ED, and 1 for
 * known. EF is exact on the sampled frames: the least V/V_ED is 1 - EF and the largest is 1.
 * @returns [frames, 7], computed in double, stored as float32
 */
export const volumeCurve = (timing: Timing, frames: number, efPercent: number): Float32Array => {
  const out = new Float32Array(frames * CURVE_CHANNELS);
  contractionCurve(timing, frames).forEach((contraction, t) => {
    const angle = phaseAt(timing, frames, t) * 2 * Math.PI;
    const volume = 1 - (efPercent / 100) * contraction;
    const row = [Math.cos(angle), Math.sin(angle), Math.cos(2 * angle), Math.sin(2 * angle), contraction, volume, 1];
    out.set(row, t * CURVE_CHANNELS);
  });
  return out;
};
