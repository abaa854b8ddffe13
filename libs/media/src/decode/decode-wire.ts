import { type ErrorCode, errorVerdicts } from '@echocohort/shared';
import { z } from 'zod';
import { clipFormats } from '../read/clip-format.js';
import { type ClipFacts } from './decode-clip.js';

const rectangle = z.object({ x: z.int(), y: z.int(), width: z.int(), height: z.int() });

const facts = z.object({
  format: z.enum(clipFormats),
  frames: z.int(),
  height: z.int(),
  width: z.int(),
  framesPerSecond: z.number().nullable(),
  sector: rectangle.extend({ coverage: z.number() }),
  view: rectangle,
  sha256: z.string(),
  npyBytes: z.int(),
}) satisfies z.ZodType<ClipFacts>;

const failure = z.object({
  code: z.enum(Object.keys(errorVerdicts) as [ErrorCode, ...ErrorCode[]]),
  message: z.string(),
  issues: z.array(z.object({ field: z.string(), expected: z.string() })),
});

/**
 * The one line that a decode process writes to its stdout. Checked like any input: it was written by a process that had a
 * stranger's file in its memory.
 */
export const decodeReplySchema = z.union([z.object({ facts }), z.object({ failure })]);
export type DecodeReply = z.infer<typeof decodeReplySchema>;

/** Descriptors of the files in a decode process. */
export const decodeDescriptors = { input: 3, npy: 4, sheet: 5 } as const;
