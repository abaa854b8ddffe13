import {
  clipReadDataSchema,
  eventKinds,
  exportReadyDataSchema,
  quotaNearDataSchema,
  runEventDataSchema,
  webhookDisabledDataSchema,
} from '@echocohort/shared';
import { z } from 'zod';
import { pageOf, pageQuery } from '../http/page.schema.js';
import { exampleIds } from '../openapi/examples.js';

const sequenceError = 'expected the number of an event: a whole number, 0 or more';
export const sequenceSchema = z.int().min(0);

/** As text in a query or a header. */
const sequenceText = z
  .string({ error: sequenceError })
  .regex(/^\d{1,15}$/, { error: sequenceError })
  .transform(Number);

export const eventKindSchema = z.enum(eventKinds);

/** `kind` may be given several times. */
const kindsSchema = z.preprocess(
  (kinds) => (typeof kinds === 'string' ? [kinds] : kinds),
  z.array(eventKindSchema, { error: 'expected kinds of events' }).min(1).max(eventKinds.length),
);

export const eventsQuerySchema = pageQuery(sequenceText).extend({ kind: kindsSchema.optional() });
export type EventsQuery = z.infer<typeof eventsQuerySchema>;

export const lastEventIdSchema = sequenceText.optional();

export const eventSchema = z
  .object({
    sequence: sequenceSchema.meta({ description: 'Rises from event to event, with gaps' }),
    kind: eventKindSchema,
    subjectId: z
      .string()
      .meta({ description: 'The generation, cohort, clip, webhook, tenant or export that it happened to' }),
    at: z.iso.datetime().meta({ description: 'When it happened' }),
    data: z
      .union([
        runEventDataSchema,
        clipReadDataSchema,
        webhookDisabledDataSchema,
        quotaNearDataSchema,
        exportReadyDataSchema,
      ])
      .meta({
        description:
          'How the generation or cohort stands; what was seen in a clip; why a webhook is disabled; which cap is near (four ' +
          'fifths of it are used, told once a day); what an export holds',
      }),
  })
  .meta({ id: 'Event', description: 'Something that has happened' });
export type EventView = z.infer<typeof eventSchema>;

export const eventPageSchema = pageOf(eventSchema)
  .extend({
    through: sequenceSchema.meta({
      description: 'Up to this number all is told; pass it as `after` to hear later what comes',
    }),
  })
  .meta({ id: 'EventPage' });
export type EventPage = z.infer<typeof eventPageSchema>;

export const eventExample: EventView = {
  sequence: 4711,
  kind: 'generation.progressed',
  subjectId: exampleIds.run,
  at: '2026-11-24T09:31:00.000Z',
  data: { counts: { total: 64, succeeded: 32, accepted: 30, failed: 0 }, error: null },
};
