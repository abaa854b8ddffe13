import { z } from 'zod';

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
  /** Area-length EF of the source in percent and its interval; null where it does not move or cannot be read. */
  efPercent: z.number().nullable(),
  efIntervalPercent: z.tuple([z.number(), z.number()]).nullable(),
  /** Frames of largest and smallest area among the readable ones. */
  edFrame: z.int().nullable(),
  esFrame: z.int().nullable(),
  /** The most readable end-diastolic frame: what is observed when a request does not say. */
  bestFrame: z.int().nullable(),
});
export type ClipReading = z.infer<typeof clipReadingSchema>;
