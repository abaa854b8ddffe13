import { z } from 'zod';

const count = (description: string) => z.int().min(0).meta({ description });

/** What the events of a run say of it: as it was when the event was published, so that a later one never says less. */
export const runEventDataSchema = z.object({
  counts: z.object({
    total: count('Samples that were asked for'),
    succeeded: count('Samples that were made'),
    accepted: count('Of those, samples within tolerance'),
    failed: count('Samples that were given up'),
  }),
  error: z
    .object({ code: z.string(), message: z.string() })
    .nullable()
    .meta({ description: 'Of the first sample that failed' }),
});
export type RunEventData = z.infer<typeof runEventDataSchema>;

export const clipReadDataSchema = z.object({
  fingerprint: z.string().meta({ description: 'Of the model whose readers looked at the clip' }),
  readable: z.boolean().meta({ description: 'Whether the clip can be a source' }),
  refusal: z.string().nullable().meta({ description: 'Why it cannot' }),
});
export type ClipReadData = z.infer<typeof clipReadDataSchema>;

export const webhookDisabledDataSchema = z.object({
  reason: z.string().meta({ description: 'Why nothing more is sent to it' }),
  undelivered: count('The number of the event that it did not take'),
});
export type WebhookDisabledData = z.infer<typeof webhookDisabledDataSchema>;

/** Caps that a tenant comes near in the ordinary course of things; how many samples are in flight is nobody's worry. */
export const nearableCaps = ['queuedSamples', 'samplesPerDay', 'storageBytes'] as const;

export const quotaNearDataSchema = z.object({
  cap: z.enum(nearableCaps),
  used: count('Where it stands'),
  max: count('Where it ends'),
});
export type QuotaNearData = z.infer<typeof quotaNearDataSchema>;

export const exportReadyDataSchema = z.object({
  rows: count('Rows that it holds'),
  objects: count('Objects that it lists'),
});
export type ExportReadyData = z.infer<typeof exportReadyDataSchema>;

/** What is told as it was noted, with nothing to look up. */
export type ToldData = WebhookDisabledData | QuotaNearData | ExportReadyData;

/** Every kind of event, and what its `data` are. Whoever hears of events may rely on it: a kind is added, never changed. */
export const eventCatalog = {
  'generation.started': runEventDataSchema,
  'generation.progressed': runEventDataSchema,
  'generation.succeeded': runEventDataSchema,
  'generation.failed': runEventDataSchema,
  'generation.cancelled': runEventDataSchema,
  'generation.deleted': runEventDataSchema,
  'cohort.started': runEventDataSchema,
  'cohort.progressed': runEventDataSchema,
  'cohort.paused': runEventDataSchema,
  'cohort.resumed': runEventDataSchema,
  'cohort.extended': runEventDataSchema,
  'cohort.succeeded': runEventDataSchema,
  'cohort.failed': runEventDataSchema,
  'cohort.cancelled': runEventDataSchema,
  'cohort.deleted': runEventDataSchema,
  'clip.read': clipReadDataSchema,
  'webhook.disabled': webhookDisabledDataSchema,
  'quota.near': quotaNearDataSchema,
  'export.ready': exportReadyDataSchema,
} as const satisfies Record<string, z.ZodType>;

export type EventKind = keyof typeof eventCatalog;
export const eventKinds = Object.keys(eventCatalog) as [EventKind, ...EventKind[]];
export type EventData = RunEventData | ClipReadData | ToldData;

/** What has happened, told once: events of all tenants are numbered in one sequence. */
export interface EchoEvent {
  readonly kind: EventKind;
  /** Of the run, clip, webhook, tenant or export that it happened to. */
  readonly subjectId: string;
  readonly data: EventData;
  readonly at: Date;
}
