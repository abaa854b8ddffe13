import { areaLengthVolume } from '@echocohort/shared';

/**
 * Where in the beat an observed frame stands: its output position, its contraction (0 at the largest volume, 1 at the
 * smallest) and whether the ventricle is getting smaller there; null when that cannot be told.
 */
export interface AnchorPhase {
  readonly position: number;
  readonly contraction: number;
  readonly contracting: boolean | null;
}

/** Numbers of a graph's `phase`. */
export const PHASE_NUMBERS = 3;

const directionOf = (contracting: boolean | null): number => {
  if (contracting === null) return 0;
  return contracting ? 1 : -1;
};

/**
 * What is known of the first observed frame, as a graph's `phase` takes it: contraction, direction (1 contracting, -1
 * filling, 0 not known), and 1 for known. Nothing known of that frame is all zeros: the graph reads its picture then.
 * @param first output position of the first observed frame; what is known of another frame does not go in
 */
export const phaseNumbers = (
  anchor: AnchorPhase | null,
  first: number,
): readonly [contraction: number, direction: number, known: number] =>
  anchor?.position === first ? [anchor.contraction, directionOf(anchor.contracting), 1] : [0, 0, 0];

/** Volumes that differ by less than this share of the largest one are no beat. */
export const FLAT_RANGE = 0.03;
/** A change over two frames below this share of the clip's volume range has no direction. */
const FLAT_SLOPE = 0.05;

const medianOfThree = (a: number, b: number, c: number): number =>
  Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));

/** Median of three neighbours; the two ends keep their own value. */
export const smoothed = (values: readonly number[]): number[] =>
  values.map((value, t) => medianOfThree(values[t - 1] ?? value, value, values[t + 1] ?? value));

/**
 * Reads the phase of the frame at `position` from the measured curves of its source clip, resampled to the output's
 * positions. Volumes are area-length, smoothed by a median of three. A clip without a beat (one frame, or a volume range
 * below 3 %) is taken to stand at end-diastole.
 * @param lvArea px^2 [L]
 * @param lvLength px [L]
 */
export const readPhase = (lvArea: ArrayLike<number>, lvLength: ArrayLike<number>, position: number): AnchorPhase => {
  const volumes = smoothed(
    Array.from({ length: lvArea.length }, (_, t) => areaLengthVolume(lvArea[t] as number, lvLength[t] as number)),
  );
  const largest = Math.max(...volumes);
  const range = largest - Math.min(...volumes);
  const here = volumes[position];
  if (here === undefined || !(range > FLAT_RANGE * largest)) return { position, contraction: 0, contracting: null };
  const before = volumes[position - 1];
  const after = volumes[position + 1];
  const change = before === undefined || after === undefined ? 0 : after - before;
  const contracting = Math.abs(change) < FLAT_SLOPE * range ? null : change < 0;
  return { position, contraction: (largest - here) / range, contracting };
};
