import { firingIdSchema, scheduleIdSchema } from '@echocohort/shared';
import { exampleIds } from '../openapi/examples.js';
import { json, type Operation, type Parameter } from '../openapi/operation.js';
import { pageParameters } from '../openapi/page-parameters.js';
import { idempotencyKeyParameter } from '../runs/idempotency.js';
import { firingReportExample, firingReportSchema } from './firing-report.schema.js';
import {
  changeScheduleSchema,
  createScheduleExample,
  createScheduleSchema,
  firingExample,
  firingPageSchema,
  firingSchema,
  scheduleExample,
  schedulePageSchema,
  scheduleSchema,
} from './schedules.schema.js';

const scheduleId: Parameter = {
  name: 'scheduleId',
  in: 'path',
  description: 'Id of a schedule',
  schema: scheduleIdSchema,
  example: exampleIds.schedule,
};

const firingId: Parameter = {
  name: 'firingId',
  in: 'path',
  description: 'Id of a firing',
  schema: firingIdSchema,
  example: exampleIds.firing,
};

const tag = 'Schedules';

export const schedulesOperations: readonly Operation[] = [
  {
    method: 'post',
    path: '/v1/schedules',
    operationId: 'createSchedule',
    access: 'write',
    tag,
    summary: 'Make a cohort again and again',
    description:
      'The cohort is tried at once, and refused now if it could not be made. Each firing has a seed of its own, and is made ' +
      'once, however many servers run. Times that a change to summer time skips are fired when it is over.',
    parameters: [idempotencyKeyParameter],
    body: { mediaType: 'application/json', schema: createScheduleSchema, example: createScheduleExample },
    answers: {
      201: { ...json('The schedule', scheduleSchema, scheduleExample), headers: { Location: 'The schedule' } },
    },
    problems: [400, 404, 409, 413, 415, 422],
  },
  {
    method: 'get',
    path: '/v1/schedules',
    operationId: 'listSchedules',
    access: 'read',
    tag,
    summary: 'Schedules, newest first',
    parameters: pageParameters('A schedule id', scheduleIdSchema),
    answers: { 200: json('A page of schedules', schedulePageSchema, { items: [scheduleExample], next: null }) },
    problems: [400],
  },
  {
    method: 'get',
    path: '/v1/schedules/{scheduleId}',
    operationId: 'getSchedule',
    access: 'read',
    tag,
    summary: 'A schedule, and the next five times at which it fires',
    parameters: [scheduleId],
    answers: { 200: json('The schedule', scheduleSchema, scheduleExample) },
    problems: [400, 404],
  },
  {
    method: 'patch',
    path: '/v1/schedules/{scheduleId}',
    operationId: 'changeSchedule',
    access: 'write',
    tag,
    summary: 'Change, pause (paused: true) or resume a schedule',
    description: 'It goes on from now: what it missed while it was paused or had another timetable is not caught up.',
    parameters: [scheduleId],
    body: { mediaType: 'application/json', schema: changeScheduleSchema, example: { paused: true } },
    answers: { 200: json('The schedule', scheduleSchema, scheduleExample) },
    problems: [400, 404, 413, 415, 422],
  },
  {
    method: 'delete',
    path: '/v1/schedules/{scheduleId}',
    operationId: 'deleteSchedule',
    access: 'write',
    tag,
    summary: 'Delete a schedule and its history; the cohorts that it made stay',
    parameters: [scheduleId],
    answers: { 204: { description: 'It is gone' } },
    problems: [400, 404],
  },
  {
    method: 'post',
    path: '/v1/schedules/{scheduleId}/fire',
    operationId: 'fireSchedule',
    access: 'write',
    tag,
    summary: 'Fire now, out of turn, paused or not',
    parameters: [scheduleId],
    answers: {
      202: json('The firing', firingSchema, { ...firingExample, kind: 'manual', status: 'due', clips: null }),
    },
    problems: [400, 404],
  },
  {
    method: 'get',
    path: '/v1/schedules/{scheduleId}/firings',
    operationId: 'listFirings',
    access: 'read',
    tag,
    summary: 'What became of its times, the latest first',
    parameters: [scheduleId, ...pageParameters('A firing id', firingIdSchema)],
    answers: { 200: json('A page of firings', firingPageSchema, { items: [firingExample], next: null }) },
    problems: [400, 404],
  },
  {
    method: 'get',
    path: '/v1/schedules/{scheduleId}/firings/{firingId}',
    operationId: 'getFiring',
    access: 'read',
    tag,
    summary: 'A firing',
    parameters: [scheduleId, firingId],
    answers: { 200: json('The firing', firingSchema, firingExample) },
    problems: [400, 404],
  },
  {
    method: 'get',
    path: '/v1/schedules/{scheduleId}/firings/{firingId}/report',
    operationId: 'getFiringReport',
    access: 'read',
    tag,
    summary: 'What it made, beside the firing before',
    parameters: [scheduleId, firingId],
    answers: { 200: json('The report', firingReportSchema, firingReportExample) },
    problems: [400, 404],
  },
];
