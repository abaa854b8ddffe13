import { z } from 'zod';
import { efMethods } from '../bundle.js';

/** One try at a sample: the EF that the network was asked for, and what the two readings of it say. */
export const attemptSchema = z.object({
  requestedEfPercent: z.number(),
  measuredEfPercent: z.number().nullable(),
  /** Samples of before there were two readings have none. */
  auditEfPercent: z.number().nullable().default(null),
});
export type Attempt = z.infer<typeof attemptSchema>;

/** Where a sample came from: enough to make the same bytes again. Written beside the video. */
export const provenanceSchema = z.object({
  synthetic: z.literal(true),
  bundle: z.object({ name: z.string(), version: z.string(), fingerprint: z.string() }),
  provider: z.enum(['cpu', 'webgpu', 'cuda']),
  determinism: z.enum(['bitwise', 'tolerance']),
  /** The golden sample on the device that made this one, against the bundle's, in grey levels; 0 and 0 when bitwise. */
  goldenDifference: z.object({ meanLevels: z.number(), maxLevels: z.number() }).optional(),
  seed: z.int(),
  index: z.int(),
  /** Whose noise it is made of; twins share it. Not there in records of before cohorts, where it was the index. */
  noiseIndex: z.int().optional(),
  /** Which attempt was kept, from 0. */
  attempt: z.int(),
  attempts: z.array(attemptSchema),
  efMethod: z.literal('single-plane area-length; not clinical LVEF'),
  /** What was read: outlines that the clip's own motion carried, or made frames anew, as everything was once. */
  measurement: z.enum(efMethods).default('re-read'),
  /** The target lies outside the EF range that the bundle was trained on. */
  extrapolated: z.boolean(),
  /** Brightness factor applied to the observed frames. */
  intensityGain: z.number(),
  /** Which frames of the source clip were observed. */
  observedFrames: z.array(z.int()).default([]),
  /** Output positions of the observed frames. */
  observedPositions: z.array(z.int()),
  /** Index of the bundle's anchor frame when there was no observed frame. */
  anchor: z.int().nullable(),
  /** EF that the bundle's readers see in the source clip, percent; null without a source or readers. */
  sourceEfPercent: z.number().nullable(),
  /** Of the outline that measures, a frame. */
  lvAreaPx2: z.array(z.number()),
  lvLengthPx: z.array(z.number()),
  /** Of the other reader's outline, a frame. */
  auditAreaPx2: z.array(z.number()).default([]),
  auditLengthPx: z.array(z.number()).default([]),
  /** Requested volume over end-diastolic volume, a frame. */
  volumeCurve: z.array(z.number()),
});
export type Provenance = z.infer<typeof provenanceSchema>;

/** The ventricle's outline in each frame of a sample: closed polygons of so many points. */
export const outlineSchema = z.object({
  points: z.int().positive(),
  /** A frame's x and y in turn, in px of the made clip. */
  frames: z.array(z.array(z.number())),
});
export type Outline = z.infer<typeof outlineSchema>;

/** What of sample.json, the record beside a sample's video, is read back. */
export const provenanceRecordSchema = z.object({ provenance: provenanceSchema });

/** Records of before carried EF have neither a size nor an outline. */
export const outlineRecordSchema = z.object({
  framesPerSecond: z.number(),
  height: z.int().positive(),
  width: z.int().positive(),
  outline: outlineSchema,
});
