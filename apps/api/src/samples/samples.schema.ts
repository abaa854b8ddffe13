import {
  provenanceSchema,
  runIdSchema,
  sampleId,
  sampleIdSchema,
  sampleIndexMax,
  sampleStatuses,
} from '@echocohort/shared';
import { z } from 'zod';
import { pageOf, pageQuery } from '../http/page.schema.js';
import { exampleIds } from '../openapi/examples.js';

export const efMethod = provenanceSchema.shape.efMethod.value;

export const storedErrorSchema = z
  .object({ code: z.string(), message: z.string() })
  .meta({ id: 'StoredError', description: 'Why a sample or a generation failed' });

export const sampleSchema = z
  .object({
    id: sampleIdSchema,
    generationId: runIdSchema.nullable().meta({ description: 'Null for a sample of a cohort' }),
    cohortId: runIdSchema.nullable().meta({ description: 'Null for a sample of a generation' }),
    index: z.int(),
    custom_id: z.string().nullable().meta({ description: 'Of the item that asked for it; null without one' }),
    status: z.enum(sampleStatuses),
    synthetic: z.literal(true),
    efMethod: z.literal(efMethod).meta({ description: 'How every EF here is read' }),
    targetEf: z.number().meta({ description: 'Percent' }),
    measuredEf: z
      .number()
      .nullable()
      .meta({ description: "Percent, by the outline of the model's own reader; null when nobody could measure it" }),
    auditEf: z
      .number()
      .nullable()
      .meta({ description: 'Percent, by the outline of a reader that took no part in training; null like measuredEf' }),
    shownEf: z.number().nullable().meta({
      description: 'Percent, by that reader on the made frames themselves; null when they were not looked at anew',
    }),
    accepted: z
      .boolean()
      .nullable()
      .meta({ description: 'measuredEf and auditEf both within tolerance; null before it is made' }),
    attempts: z.int().meta({ description: 'Tries used' }),
    frames: z.int(),
    framesPerSecond: z.number().nullable(),
    seconds: z.number().nullable().meta({ description: 'Wall-clock time that it took' }),
    videoBytes: z.int().nullable(),
    videoSha256: z.string().nullable(),
    error: storedErrorSchema.nullable(),
    createdAt: z.iso.datetime().nullable(),
    links: z.object({
      self: z.string(),
      generation: z.string().nullable(),
      cohort: z.string().nullable(),
      video: z.string().nullable(),
      contactSheet: z.string().nullable(),
      outline: z.string().nullable().meta({ description: 'null when nobody could measure it' }),
    }),
  })
  .meta({ id: 'Sample', description: 'One synthetic clip of a generation or a cohort' });
export type SampleView = z.infer<typeof sampleSchema>;

export const sampleDetailSchema = sampleSchema
  .extend({
    provenance: provenanceSchema
      .nullable()
      .meta({ description: 'What it was made from: enough to make the same bytes again' }),
    download: z
      .object({ video: z.string(), contactSheet: z.string(), expiresSeconds: z.int() })
      .nullable()
      .meta({ description: 'URLs that need no API key until they expire' }),
  })
  .meta({ id: 'SampleDetail', description: 'One synthetic clip with its provenance' });
export type SampleDetail = z.infer<typeof sampleDetailSchema>;

export const outlineViewSchema = z
  .object({
    id: sampleIdSchema,
    width: z.int().meta({ description: 'Of the clip, px' }),
    height: z.int().meta({ description: 'Of the clip, px' }),
    frames: z.int(),
    framesPerSecond: z.number(),
    efMethod: z.literal(efMethod).meta({ description: 'What measuredEf makes of these outlines' }),
    polygons: z
      .array(z.array(z.tuple([z.number(), z.number()])))
      .meta({ description: 'A closed polygon a frame: its points as x and y in px, from the left and from the top' }),
  })
  .meta({ id: 'Outline', description: 'The left ventricle in each frame of a sample, as it was measured' });
export type OutlineView = z.infer<typeof outlineViewSchema>;

export const samplePageSchema = pageOf(sampleSchema).meta({ id: 'SamplePage' });
export type SamplePage = z.infer<typeof samplePageSchema>;

const error = 'expected the index of a sample';
const index = z.coerce.number({ error }).int({ error }).min(0, { error }).max(sampleIndexMax, { error });
export const samplePageQuerySchema = pageQuery(index);
export type SamplePageQuery = z.infer<typeof samplePageQuerySchema>;

const runId = runIdSchema.parse(exampleIds.run);

export const sampleExample: SampleView = {
  id: sampleId(runId, 0),
  generationId: runId,
  cohortId: null,
  index: 0,
  custom_id: null,
  status: 'succeeded',
  synthetic: true,
  efMethod,
  targetEf: 40,
  measuredEf: 41.2,
  auditEf: 39.6,
  shownEf: 37.8,
  accepted: true,
  attempts: 2,
  frames: 32,
  framesPerSecond: 32,
  seconds: 1.9,
  videoBytes: 48_213,
  videoSha256: exampleIds.sha256,
  error: null,
  createdAt: '2026-11-24T09:31:02.000Z',
  links: {
    self: `/v1/samples/${exampleIds.sample}`,
    generation: `/v1/generations/${exampleIds.run}`,
    cohort: null,
    video: `/v1/samples/${exampleIds.sample}/video`,
    contactSheet: `/v1/samples/${exampleIds.sample}/contact-sheet`,
    outline: `/v1/samples/${exampleIds.sample}/outline`,
  },
};

export const sampleDetailExample: SampleDetail = {
  ...sampleExample,
  provenance: {
    synthetic: true,
    bundle: { name: 'echo-motion', version: '1', fingerprint: exampleIds.fingerprint },
    provider: 'cpu',
    determinism: 'bitwise',
    seed: 7,
    index: 0,
    noiseIndex: 0,
    attempt: 1,
    attempts: [
      { requestedEfPercent: 40, measuredEfPercent: 36.4, auditEfPercent: 35.2 },
      { requestedEfPercent: 44.7, measuredEfPercent: 41.2, auditEfPercent: 39.6 },
    ],
    efMethod,
    measurement: 'carried',
    extrapolated: false,
    intensityGain: 1,
    observedFrames: [0],
    observedPositions: [0],
    anchor: null,
    sourceEfPercent: 58.3,
    lvAreaPx2: [1210, 1180, 905],
    lvLengthPx: [58, 57, 51],
    auditAreaPx2: [1184, 1163, 902],
    auditLengthPx: [57, 56, 51],
    volumeCurve: [1, 0.95, 0.61],
  },
  download: {
    video: 'https://echocohort.example/v1/files/tenants/…/clip.mp4?expires=1795512662&signature=…',
    contactSheet: 'https://echocohort.example/v1/files/tenants/…/sheet.png?expires=1795512662&signature=…',
    expiresSeconds: 3600,
  },
};

export const outlineExample: OutlineView = {
  id: sampleExample.id,
  width: 112,
  height: 112,
  frames: 2,
  framesPerSecond: 32,
  efMethod,
  polygons: [
    [
      [44.2, 21.7],
      [70.9, 58.3],
      [51.6, 84],
    ],
    [
      [45.1, 25],
      [67.3, 57.8],
      [51.9, 82.4],
    ],
  ],
};
