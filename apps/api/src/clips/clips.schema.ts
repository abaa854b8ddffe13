import { clipIdSchema, limits } from '@echocohort/shared';
import { z } from 'zod';
import { labelChangeSchema, labelQuerySchema } from '../http/labels.schema.js';
import { pageOf, pageQuery } from '../http/page.schema.js';
import { exampleIds } from '../openapi/examples.js';
import { type UploadForm } from '../uploads/upload-form.js';
import { readingExample, readingSchema, readingSummaryExample, readingSummarySchema } from './reading.schema.js';

export const clipSchema = z
  .object({
    id: clipIdSchema,
    originalName: z.string(),
    labels: z.record(z.string(), z.string()).meta({ description: 'Names and values of your own' }),
    format: z.string().meta({ description: 'What the file was, told by its content: dicom, avi, mp4, gif, png, npy' }),
    frames: z.int(),
    height: z.int().meta({ description: 'Of the stored frames: the ultrasound sector alone' }),
    width: z.int(),
    framesPerSecond: z.number().nullable().meta({ description: 'Null when the file did not say' }),
    sector: z
      .object({ x: z.number(), y: z.number(), width: z.number(), height: z.number(), coverage: z.number() })
      .meta({ description: 'Where in the uploaded frames the sector was found, px, and its share of that box' }),
    view: z
      .object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() })
      .meta({ description: 'The part of the stored frames that a model looks at, px: where the picture moves' }),
    sha256: z.string().meta({ description: 'Of the stored frames' }),
    reading: readingSummarySchema.nullable().meta({ description: 'Null by a model that reads no clips' }),
    createdAt: z.iso.datetime(),
    links: z.object({ self: z.string(), contactSheet: z.string() }),
  })
  .meta({
    id: 'Clip',
    description: 'An uploaded clip, reduced to its ultrasound sector; text and patient data outside it are gone',
  });
export type ClipView = z.infer<typeof clipSchema>;

export const clipDetailSchema = clipSchema
  .extend({ reading: readingSchema.nullable() })
  .meta({ id: 'ClipDetail', description: 'An uploaded clip, and what is seen in each of its frames' });
export type ClipDetail = z.infer<typeof clipDetailSchema>;

const model = z
  .string()
  .optional()
  .meta({ description: 'The model whose reading is meant; the default one when left out' });

export const clipQuerySchema = z.strictObject({ model });
export type ClipQuery = z.infer<typeof clipQuerySchema>;

export const clipPageSchema = pageOf(clipSchema).meta({ id: 'ClipPage' });
export type ClipPage = z.infer<typeof clipPageSchema>;

export const clipPageQuerySchema = pageQuery(clipIdSchema).extend({ model, label: labelQuerySchema });
export type ClipPageQuery = z.infer<typeof clipPageQuerySchema>;

export const changeClipSchema = z
  .strictObject({ labels: labelChangeSchema })
  .meta({ id: 'ChangeClip', description: 'What shall be another of a clip' });
export type ChangeClip = z.output<typeof changeClipSchema>;

export const clipDetailExample: ClipDetail = {
  id: clipIdSchema.parse(exampleIds.clip),
  originalName: 'apical-four-chamber.dcm',
  labels: { site: 'berlin' },
  format: 'dicom',
  frames: 60,
  height: 480,
  width: 512,
  framesPerSecond: 30,
  sector: { x: 64, y: 32, width: 512, height: 480, coverage: 0.61 },
  view: { x: 70, y: 10, width: 380, height: 460 },
  sha256: exampleIds.sha256,
  reading: readingExample,
  createdAt: '2026-11-24T09:30:00.000Z',
  links: { self: `/v1/clips/${exampleIds.clip}`, contactSheet: `/v1/clips/${exampleIds.clip}/contact-sheet` },
};

export const clipExample: ClipView = { ...clipDetailExample, reading: readingSummaryExample };

export const clipForm: UploadForm = { file: 'file', fields: ['labels'] };

export const uploadDescription =
  `A DICOM (multi-frame), AVI, MP4, GIF, PNG or NPY file of at most ${limits.uploadMaxBytes / 1024 / 1024} MiB in the ` +
  'form part `file`. Only the ultrasound sector is kept: what lies outside it (burnt-in text, patient data) is dropped. ' +
  'The part `labels` may hold labels as a JSON object.';
