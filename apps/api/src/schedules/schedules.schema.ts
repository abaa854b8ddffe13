import { firingKinds, firingStatuses } from '@echocohort/platform';
import { firingIdSchema, runIdSchema, scheduleIdSchema } from '@echocohort/shared';
import { z } from 'zod';
import { wholeFrom } from '../http/number.schema.js';
import { pageOf, pageQuery } from '../http/page.schema.js';
import { shortText } from '../http/short-text.schema.js';
import { exampleIds } from '../openapi/examples.js';
import { storedErrorSchema } from '../samples/samples.schema.js';
import { catchUpPolicies } from './plan-firings.js';

export const catchUpMax = 100;

const name = shortText('a name');
const cron = z
  .string()
  .max(200)
  .meta({
    description: 'Five fields: minute, hour, day of month, month, day of week',
    examples: ['30 2 * * 1-5'],
  });
const timeZone = z
  .string()
  .max(64)
  .meta({ description: 'An IANA time zone', examples: ['Europe/Berlin'] });
const catchUp = z
  .strictObject({
    policy: z.enum(catchUpPolicies, { error: 'expected skip, once or all' }),
    max: wholeFrom(1, catchUpMax).default(10).meta({ description: 'Of all: so many of the last ones' }),
  })
  .meta({
    description:
      'What becomes of times at which nothing could fire: they are passed over, the last one is fired, or all of them are',
  });
const cohort = z
  .record(z.string(), z.unknown(), { error: 'expected the body of POST /v1/cohorts' })
  // PostgreSQL has no NUL in its texts.
  .refine((body) => !JSON.stringify(body).includes('\\u0000'), { error: 'expected texts without control characters' })
  .meta({
    description: 'The body of POST /v1/cohorts that each firing sends; its seed gives each firing a seed of its own',
  });
const newClips = z
  .boolean({ error: 'expected true or false' })
  .meta({ description: 'The sources are the clips uploaded since the firing before; without any, nothing is made' });
const paused = z.boolean({ error: 'expected true or false' });

export const createScheduleSchema = z
  .strictObject({
    name,
    cron,
    timeZone: timeZone.default('UTC'),
    catchUp: catchUp.default({ policy: 'once', max: 10 }),
    cohort,
    newClips: newClips.default(false),
    paused: paused.default(false),
  })
  .refine((schedule) => !schedule.newClips || schedule.cohort['sources'] === undefined, {
    path: ['cohort', 'sources'],
    error: 'expected none, because newClips is set',
  })
  .meta({ id: 'CreateSchedule', description: 'A cohort that is made again and again' });
export type CreateSchedule = z.output<typeof createScheduleSchema>;

export const changeScheduleSchema = z
  .strictObject({ name, cron, timeZone, catchUp, cohort, newClips, paused })
  .partial()
  .meta({ id: 'ChangeSchedule', description: 'What shall be another from now on' });
export type ChangeSchedule = z.output<typeof changeScheduleSchema>;

export const scheduleSchema = z
  .object({
    id: scheduleIdSchema,
    name: z.string(),
    cron: z.string(),
    timeZone: z.string(),
    catchUp: z.object({ policy: z.enum(catchUpPolicies), max: z.int() }),
    cohort: z.record(z.string(), z.unknown()),
    newClips: z.boolean(),
    paused: z.boolean(),
    next: z.array(z.iso.datetime()).meta({ description: 'The next five times; none while it is paused' }),
    createdAt: z.iso.datetime(),
    links: z.object({ self: z.string(), fire: z.string(), firings: z.string() }),
  })
  .meta({ id: 'Schedule', description: 'A cohort that is made again and again' });
export type ScheduleView = z.infer<typeof scheduleSchema>;

export const schedulePageSchema = pageOf(scheduleSchema).meta({ id: 'SchedulePage' });
export type SchedulePage = z.infer<typeof schedulePageSchema>;
export const schedulePageQuerySchema = pageQuery(scheduleIdSchema);
export type SchedulePageQuery = z.infer<typeof schedulePageQuerySchema>;

export const firingSchema = z
  .object({
    id: firingIdSchema,
    scheduleId: scheduleIdSchema,
    at: z.iso.datetime().meta({ description: 'The time that it stands for' }),
    kind: z.enum(firingKinds),
    status: z.enum(firingStatuses).meta({
      description:
        'due: not made yet. skipped: missed and passed over, or without new clips. failed: refused, see error',
    }),
    clips: z
      .int()
      .nullable()
      .meta({ description: 'New clips that were its sources; null where the cohort names its own' }),
    cohortId: runIdSchema
      .nullable()
      .meta({ description: 'It may have been deleted since: then there is no link to it' }),
    error: storedErrorSchema.nullable(),
    links: z.object({ cohort: z.string().nullable(), report: z.string() }),
  })
  .meta({ id: 'Firing', description: 'A time of a schedule, and what became of it' });
export type FiringView = z.infer<typeof firingSchema>;

export const firingPageSchema = pageOf(firingSchema).meta({ id: 'FiringPage' });
export type FiringPage = z.infer<typeof firingPageSchema>;
export const firingPageQuerySchema = pageQuery(firingIdSchema);
export type FiringPageQuery = z.infer<typeof firingPageQuerySchema>;

const example = {
  schedule: scheduleIdSchema.parse(exampleIds.schedule),
  firing: firingIdSchema.parse(exampleIds.firing),
};
const self = `/v1/schedules/${example.schedule}`;

export const createScheduleExample: z.input<typeof createScheduleSchema> = {
  name: 'Twins of what came in this week',
  cron: '30 2 * * 1',
  timeZone: 'Europe/Berlin',
  newClips: true,
  cohort: { plan: { kind: 'list', targetEfs: [25, 40, 55] }, tolerance: 3 },
};

export const scheduleExample: ScheduleView = {
  id: example.schedule,
  name: createScheduleExample.name,
  cron: createScheduleExample.cron,
  timeZone: 'Europe/Berlin',
  catchUp: { policy: 'once', max: 10 },
  cohort: createScheduleExample.cohort,
  newClips: true,
  paused: false,
  next: ['2026-12-07T01:30:00.000Z', '2026-12-14T01:30:00.000Z'],
  createdAt: '2026-11-30T09:00:00.000Z',
  links: { self, fire: `${self}/fire`, firings: `${self}/firings` },
};

export const firingExample: FiringView = {
  id: example.firing,
  scheduleId: example.schedule,
  at: '2026-11-30T01:30:00.000Z',
  kind: 'scheduled',
  status: 'fired',
  clips: 12,
  cohortId: runIdSchema.parse(exampleIds.run),
  error: null,
  links: { cohort: `/v1/cohorts/${exampleIds.run}`, report: `${self}/firings/${example.firing}/report` },
};
