import { z } from 'zod';

/** One try at a sample: the EF that the network was asked for and the one that its measurer read. */
export const attemptSchema = z.object({
  requestedEfPercent: z.number(),
  measuredEfPercent: z.number().nullable(),
});
export type Attempt = z.infer<typeof attemptSchema>;

/** Where a sample came from: enough to make the same bytes again. Stored with the sample and written beside the video. */
export const provenanceSchema = z.object({
  synthetic: z.literal(true),
  bundle: z.object({ name: z.string(), version: z.string(), fingerprint: z.string() }),
  provider: z.enum(['cpu', 'webgpu', 'cuda']),
  determinism: z.enum(['bitwise', 'tolerance']),
  /** The golden sample on the device that made this one, against the bundle's, in grey levels; 0 and 0 when bitwise. */
  goldenDifference: z.object({ meanLevels: z.number(), maxLevels: z.number() }).optional(),
  seed: z.int(),
  index: z.int(),
  /** Which attempt was kept, from 0. */
  attempt: z.int(),
  attempts: z.array(attemptSchema),
  efMethod: z.literal('single-plane area-length; not clinical LVEF'),
  /** The target lies outside the EF range that the bundle was trained on. */
  extrapolated: z.boolean(),
  /** Brightness factor applied to the observed frames. */
  intensityGain: z.number(),
  /** Output positions of the observed frames. */
  observedPositions: z.array(z.int()),
  /** Index of the bundle's anchor frame when there was no observed frame. */
  anchor: z.int().nullable(),
  /** EF that the bundle's measurer reads on the source clip, percent; null without a source or measurer. */
  sourceEfPercent: z.number().nullable(),
  lvAreaPx2: z.array(z.number()),
  lvLengthPx: z.array(z.number()),
  /** Requested volume over end-diastolic volume, a frame. */
  volumeCurve: z.array(z.number()),
});
export type Provenance = z.infer<typeof provenanceSchema>;
