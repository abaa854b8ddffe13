import { z } from 'zod';
import { type BundleManifest } from '../bundle.js';
import { fieldError } from '../errors.js';
import { gateRefusal } from './gate.js';

/** Frames of a clip that are read at most, spread evenly over it. */
export const readingFramesMax = 64;

/**
 * What a bundle's two readers see in an uploaded clip: areas in px^2 and lengths in px of the bundle's frame, outlines in px
 * of the stored frames. Every list has one entry for each frame that was read.
 */
export const clipReadingSchema = z.object({
  version: z.literal(1),
  /** Which frames of the clip were read, ascending. */
  frames: z.array(z.int().nonnegative()).min(1),
  lvAreaPx2: z.array(z.number()),
  lvLengthPx: z.array(z.number()),
  auditAreaPx2: z.array(z.number()),
  auditLengthPx: z.array(z.number()),
  /** How far the two readers agree, 0..1. */
  agreement: z.array(z.number()),
  /** The own reader's closed polygons, x and y in turn. */
  outlines: z.array(z.array(z.number())),
  /** Whether a frame shows a ventricle that may be believed. */
  readable: z.array(z.boolean()),
  /** Why the clip cannot be used; null when it can. */
  refusal: z.string().nullable(),
  /** Mean of the two readers' area-length EF in percent and its interval; null where it does not move or cannot be read. */
  efPercent: z.number().nullable(),
  efIntervalPercent: z.tuple([z.number(), z.number()]).nullable(),
  /** Frames of largest and smallest area among the readable ones; null without an EF. */
  edFrame: z.int().nullable(),
  esFrame: z.int().nullable(),
  /** The most readable end-diastolic frame: what is observed when a request does not say. */
  bestFrame: z.int().nullable(),
});
export type ClipReading = z.infer<typeof clipReadingSchema>;

/** What is asked of a reading without looking at its outlines, which are by far the most of it. */
export type ReadingFacts = Omit<ClipReading, 'outlines'>;

/** Whether a bundle brings readers, and says what they must see. */
export const readsClips = ({ graphs, gate }: Pick<BundleManifest, 'graphs' | 'gate'>): boolean =>
  graphs.read !== undefined && gate !== undefined;

/** The frames of a clip that are read: all, or as many as are allowed, the first and the last among them. */
export const readingFrames = (clipFrames: number): number[] => {
  const count = Math.min(clipFrames, readingFramesMax);
  return Array.from({ length: count }, (_, k) => Math.round((k * (clipFrames - 1)) / Math.max(1, count - 1)));
};

/** Where in a reading's lists the frame stands that is nearest to a frame of the clip; the earlier one of two. */
export const readingPlace = ({ frames }: Pick<ClipReading, 'frames'>, frame: number): number =>
  frames.reduce((best, read, k) => (Math.abs(read - frame) < Math.abs((frames[best] as number) - frame) ? k : best), 0);

/**
 * Refuses to take frames of a clip in which its reading sees no ventricle. A frame that was not read (long clips are read in
 * part) is judged when a sample is made of it.
 * @param observedFrames of the clip; left out, the reading's best frame is meant
 * @throws EchoError `no-ventricle` on `clipId` or `observedFrames[k]`, with what was seen instead
 */
export const assertReadable = (
  reading: ReadingFacts,
  observedFrames: readonly number[] | undefined,
  { gate, frame }: Pick<BundleManifest, 'gate' | 'frame'>,
): void => {
  if (reading.refusal !== null)
    throw fieldError('no-ventricle', 'clipId', `the clip cannot be used: ${reading.refusal}`);
  observedFrames?.forEach((observed, k) => {
    const place = reading.frames.indexOf(observed);
    if (place < 0 || gate === undefined) return;
    const seen = {
      lvArea: reading.lvAreaPx2[place] as number,
      auditArea: reading.auditAreaPx2[place] as number,
      agreement: reading.agreement[place] as number,
    };
    const reason = gateRefusal(seen, frame.height * frame.width, gate);
    if (reason !== null)
      throw fieldError(
        'no-ventricle',
        `observedFrames[${k}]`,
        `frame ${observed} of the clip cannot be used: ${reason}`,
      );
  });
};
