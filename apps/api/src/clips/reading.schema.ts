import { z } from 'zod';
import { storedErrorSchema } from '../samples/samples.schema.js';

export const readingStatuses = ['pending', 'done', 'failed'] as const;

const frameIndex = (what: string) => z.int().nullable().meta({ description: what });

/** What a list of clips says of each reading. */
export const readingSummarySchema = z
  .object({
    model: z.string().meta({ description: 'Whose readers looked at the clip' }),
    status: z.enum(readingStatuses).meta({ description: 'A clip is read in the background, once for each model' }),
    readable: z.boolean().nullable().meta({ description: 'Whether the clip can be a source; null until it is read' }),
    refusal: z.string().nullable().meta({ description: 'Why it cannot' }),
    sourceEf: z.number().nullable().meta({
      description: 'Area-length EF of the heart in the clip, percent; null for a still, or where it cannot be read',
    }),
    sourceEfInterval: z
      .tuple([z.number(), z.number()])
      .nullable()
      .meta({ description: 'Where it lies: what two readers see, and by how much they err' }),
    edFrame: frameIndex('Frame of the largest ventricle'),
    esFrame: frameIndex('Frame of the smallest ventricle'),
    bestFrame: frameIndex('The most readable end-diastolic frame: what is observed when a request does not say'),
    agreement: z
      .number()
      .nullable()
      .meta({ description: 'How far the two readers agree on the ventricle, 0 to 1: the median over the frames' }),
    error: storedErrorSchema.nullable().meta({ description: 'Why reading was given up' }),
  })
  .meta({ id: 'ClipReadingSummary', description: "What a model's two readers see in a clip" });
export type ReadingSummary = z.infer<typeof readingSummarySchema>;

export const readingSchema = readingSummarySchema
  .extend({
    frames: z
      .array(
        z.object({
          frame: z.int().meta({ description: 'Index into the clip' }),
          area: z.number().meta({ description: "Area of the ventricle, px² of the model's frame" }),
          auditArea: z.number().meta({ description: 'The same by the other reader' }),
          agreement: z.number(),
          readable: z.boolean(),
        }),
      )
      .meta({ description: 'The frames that were read: all, or 64 spread over a longer clip' }),
  })
  .meta({ id: 'ClipReading', description: "What a model's two readers see in a clip, frame by frame" });
export type ReadingView = z.infer<typeof readingSchema>;

export const readingSummaryExample: ReadingSummary = {
  model: 'echo-motion',
  status: 'done',
  readable: true,
  refusal: null,
  sourceEf: 57.31,
  sourceEfInterval: [53.9, 60.72],
  edFrame: 31,
  esFrame: 12,
  bestFrame: 30,
  agreement: 0.93,
  error: null,
};

export const readingExample: ReadingView = {
  ...readingSummaryExample,
  frames: [{ frame: 0, area: 2210.5, auditArea: 2184.25, agreement: 0.94, readable: true }],
};
