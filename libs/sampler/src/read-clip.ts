import { areaLengthVolume, type ClipReading, type Gate, gateRefusal, readingPlace } from '@echocohort/shared';
import { type AnchorPhase, FLAT_RANGE, readPhase, smoothed } from './request/anchor-phase.js';
import { type FramesReading } from './sampler.js';

/** What a clip's reading is made of, beside what the readers say. */
export interface ReadingContext {
  /** Which frames of the clip were read, ascending [N]. */
  readonly frames: readonly number[];
  readonly gate: Gate;
  /** Of the bundle's frame. */
  readonly pixels: number;
  /** Points of the bundle's frame, x and y in turn, in px of the stored frames. */
  readonly toStored: (points: ArrayLike<number>) => readonly number[];
}

/** How far one reader's EF is off on a clip that it can read, percentage points. */
const READER_ERROR_PP = 2;
/** Of the frames that were read, as many at least must show a ventricle. */
const READABLE_SHARE_MIN = 1 / 3;
/** Areas within this share of the clip's range below the largest are end-diastolic. */
const NEAR_ED_SHARE = 0.1;

type Curves = Pick<ClipReading, 'lvAreaPx2' | 'lvLengthPx' | 'auditAreaPx2' | 'auditLengthPx' | 'agreement'>;
type Extremes = Pick<ClipReading, 'efPercent' | 'efIntervalPercent' | 'edFrame' | 'esFrame' | 'bestFrame'>;

const unread: Extremes = { efPercent: null, efIntervalPercent: null, edFrame: null, esFrame: null, bestFrame: null };

/** A reading is stored as text: what is concluded from it is concluded from the numbers that are stored. */
const rounded = (values: ArrayLike<number>, decimals: number): number[] => {
  const scale = 10 ** decimals;
  return Array.from(values, (value) => (Number.isFinite(value) ? Math.round(value * scale) / scale : 0));
};

const at = <T>(values: readonly T[], places: readonly number[]): T[] => places.map((place) => values[place] as T);

/** Area-length EF in percent of a smoothed curve, by one reader; null for a ventricle that stands still. */
const efOf = (area: readonly number[], length: readonly number[]): number | null => {
  const volumes = smoothed(area.map((px2, t) => areaLengthVolume(px2, length[t] as number)));
  const largest = Math.max(...volumes);
  const smallest = Math.min(...volumes);
  return largest - smallest > FLAT_RANGE * largest ? 100 * (1 - smallest / largest) : null;
};

/** Index of the largest value, of equals that with the largest one of `others`, of those the first. */
const largestOf = (values: readonly number[], others: readonly number[] = values): number =>
  values.reduce((best, value, k) => {
    const ahead = value - (values[best] as number) || (others[k] as number) - (others[best] as number);
    return ahead > 0 ? k : best;
  }, 0);

const negated = (values: readonly number[]): number[] => values.map((value) => -value);

/** Of the end-diastolic frames the one in which the readers agree most. */
const bestOf = (areas: readonly number[], agreement: readonly number[]): number => {
  const least = Math.max(...areas) - NEAR_ED_SHARE * (Math.max(...areas) - Math.min(...areas));
  return largestOf(agreement.map((dice, k) => ((areas[k] as number) >= least ? dice : -1)));
};

const withinPercent = (value: number): number => Math.min(100, Math.max(0, value));

/** The EF and where its extremes stand, of the frames at `places`; there is at least one. */
const extremesOf = (curves: Curves, frames: readonly number[], places: readonly number[]): Extremes => {
  const lvArea = at(curves.lvAreaPx2, places);
  const own = efOf(lvArea, at(curves.lvLengthPx, places));
  const audit = efOf(at(curves.auditAreaPx2, places), at(curves.auditLengthPx, places));
  const areas = smoothed(lvArea);
  const frameAt = (k: number): number => frames[places[k] as number] as number;
  const agreement = at(curves.agreement, places);
  if (own === null || audit === null) return { ...unread, bestFrame: frameAt(largestOf(agreement)) };
  return {
    efPercent: (own + audit) / 2,
    efIntervalPercent: [
      withinPercent(Math.min(own, audit) - READER_ERROR_PP),
      withinPercent(Math.max(own, audit) + READER_ERROR_PP),
    ],
    // Smoothing levels the turns of a beat: of equals the one that was largest or smallest before.
    edFrame: frameAt(largestOf(areas, lvArea)),
    esFrame: frameAt(largestOf(negated(areas), negated(lvArea))),
    bestFrame: frameAt(bestOf(areas, agreement)),
  };
};

/** Why a clip cannot be used, by the frame that comes closest; null when enough of its frames show a ventricle. */
const refusalOf = (
  { agreement }: Curves,
  frames: readonly number[],
  reasons: readonly (string | null)[],
): string | null => {
  const seen = reasons.filter((reason) => reason === null).length;
  if (seen > 0 && seen >= READABLE_SHARE_MIN * frames.length) return null;
  const closest = largestOf(reasons.map((reason, k) => (reason === null ? -1 : (agreement[k] as number))));
  return (
    `a left ventricle is seen in ${seen} of ${frames.length} frames, and a third of them is needed; ` +
    `in frame ${frames[closest]}, which comes closest, ${reasons[closest]}`
  );
};

/**
 * What a bundle's readers see in a clip: which frames show a ventricle, the EF of the source, and where its beat stands.
 * EF is that of smoothed volumes of the readable frames, the mean of two readers; its interval spans both and their errors.
 * @param reading of the frames that `context` names, in their order
 */
export const clipReadingOf = (reading: FramesReading, context: ReadingContext): ClipReading => {
  const { gate, pixels, toStored } = context;
  const frames = [...context.frames];
  const curves: Curves = {
    lvAreaPx2: rounded(reading.lvArea, 2),
    lvLengthPx: rounded(reading.lvLength, 2),
    auditAreaPx2: rounded(reading.auditArea, 2),
    auditLengthPx: rounded(reading.auditLength, 2),
    agreement: rounded(reading.agreement, 4),
  };
  const reasons = frames.map((_, k) => {
    const [lvArea, auditArea] = [curves.lvAreaPx2[k] as number, curves.auditAreaPx2[k] as number];
    return gateRefusal({ lvArea, auditArea, agreement: curves.agreement[k] as number }, pixels, gate);
  });
  const readable = reasons.map((reason) => reason === null);
  const refusal = refusalOf(curves, frames, reasons);
  const places = frames.flatMap((_, k) => (readable[k] ? [k] : []));
  const size = 2 * reading.outlinePoints;
  return {
    version: 1,
    frames,
    ...curves,
    outlines: frames.map((_, k) => rounded(toStored(reading.outlines.subarray(k * size, (k + 1) * size)), 2)),
    readable,
    refusal,
    ...(refusal === null ? extremesOf(curves, frames, places) : unread),
  };
};

/**
 * Where in the beat a frame of a clip stands, by the clip's reading; null when that frame cannot be read, or nothing else.
 * @param frame of the clip; the one nearest to it that was read stands for it
 * @param position that the frame has in the twin
 */
export const phaseInReading = (reading: ClipReading, frame: number, position: number): AnchorPhase | null => {
  const places = reading.frames.flatMap((_, k) => (reading.readable[k] === true ? [k] : []));
  const here = places.indexOf(readingPlace(reading, frame));
  if (here < 0 || places.length < 2) return null;
  return { ...readPhase(at(reading.lvAreaPx2, places), at(reading.lvLengthPx, places), here), position };
};
