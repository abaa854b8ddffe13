import { runIdSchema, sampleIndexMax } from '@echocohort/shared';
import { z } from 'zod';
import { itemsDescription, itemsForm } from '../cohort-items/items.schema.js';
import { exampleIds } from '../openapi/examples.js';
import { json, type Operation, type Parameter } from '../openapi/operation.js';
import { pageParameters } from '../openapi/page-parameters.js';
import { idempotencyKeyParameter } from '../runs/idempotency.js';
import { sampleExample, samplePageSchema } from '../samples/samples.schema.js';
import { cohortDetailExample, cohortEstimateExample, cohortExample } from './cohort.examples.js';
import {
  cohortDetailSchema,
  cohortPageSchema,
  createCohortExample,
  createCohortSchema,
  extendCohortSchema,
  manifestFormats,
} from './cohorts.schema.js';
import { cohortEstimateSchema } from '../cohort-plan/estimate.schema.js';

const cohortId: Parameter = {
  name: 'cohortId',
  in: 'path',
  description: 'Id of a cohort',
  schema: runIdSchema,
  example: exampleIds.cohort,
};

const accepted = {
  ...json('The cohort, and where to look for it', cohortDetailSchema, cohortDetailExample),
  headers: { Location: 'The cohort', 'Idempotent-Replayed': '`true` when an earlier request made it' },
};

/** What an operation on a cohort that changes its life looks like. */
const change = (
  name: 'pause' | 'resume' | 'cancel',
  summary: string,
  description: string,
  result: object,
): Operation => ({
  method: 'post',
  path: `/v1/cohorts/{cohortId}/${name}`,
  operationId: `${name}Cohort`,
  tag: 'Cohorts',
  access: 'write',
  summary,
  description,
  parameters: [cohortId],
  answers: { 200: json('The cohort as it is now', cohortDetailSchema, { ...cohortDetailExample, ...result }) },
  problems: [400, 404, 409],
});

export const cohortsOperations: readonly Operation[] = [
  {
    method: 'post',
    path: '/v1/cohorts',
    operationId: 'createCohort',
    tag: 'Cohorts',
    access: 'write',
    summary: 'Ask for many samples by a plan of their EFs',
    description:
      'Each source gets the targets of the plan; those of one source in one replicate are twins, who differ by their EF ' +
      'alone. The order is fixed by the request and its seed, so a cohort can be extended. With `dryRun` nothing is made, ' +
      `and the answer says what it would come to. ${itemsDescription}`,
    parameters: [idempotencyKeyParameter],
    body: [
      { mediaType: 'application/json', schema: createCohortSchema, example: createCohortExample },
      { mediaType: 'multipart/form-data', schema: itemsForm },
    ],
    answers: {
      200: json('What it would come to (`dryRun`)', cohortEstimateSchema, cohortEstimateExample),
      202: accepted,
    },
    problems: [400, 404, 409, 413, 415, 422, 503],
  },
  {
    method: 'get',
    path: '/v1/cohorts',
    operationId: 'listCohorts',
    tag: 'Cohorts',
    access: 'read',
    summary: 'Cohorts, newest first',
    parameters: pageParameters('A cohort id', runIdSchema),
    answers: { 200: json('A page of cohorts', cohortPageSchema, { items: [cohortExample], next: null }) },
    problems: [400],
  },
  {
    method: 'get',
    path: '/v1/cohorts/{cohortId}',
    operationId: 'getCohort',
    tag: 'Cohorts',
    access: 'read',
    summary: 'A cohort, how far it is and how fast',
    parameters: [cohortId],
    answers: { 200: json('The cohort', cohortDetailSchema, cohortDetailExample) },
    problems: [400, 404],
  },
  {
    method: 'delete',
    path: '/v1/cohorts/{cohortId}',
    operationId: 'deleteCohort',
    tag: 'Cohorts',
    access: 'write',
    summary: 'Delete a cohort and all its samples',
    description:
      'Nobody finds it from then on, and nothing more of it is made. Its files are deleted soon after, which makes room in ' +
      'the store. There is no way back.',
    parameters: [cohortId],
    answers: { 204: { description: 'It is gone' } },
    problems: [400, 404],
  },
  {
    method: 'get',
    path: '/v1/cohorts/{cohortId}/samples',
    operationId: 'listCohortSamples',
    tag: 'Cohorts',
    access: 'read',
    summary: 'Its samples by index, made or not',
    description: 'Without provenance and download, which each sample has under its own path.',
    parameters: [cohortId, ...pageParameters('A sample index', z.int().min(0).max(sampleIndexMax))],
    answers: { 200: json('A page of samples', samplePageSchema, { items: [sampleExample], next: null }) },
    problems: [400, 404],
  },
  {
    method: 'get',
    path: '/v1/cohorts/{cohortId}/manifest',
    operationId: 'getCohortManifest',
    tag: 'Cohorts',
    access: 'read',
    summary: 'What is made of it, a line a sample',
    description:
      'Target, readings, attempts, noise, source, split, storage keys and SHA-256 of each sample that is made or has failed, ' +
      'by index, as JSON lines, as CSV with a head, or as Parquet.',
    parameters: [
      cohortId,
      {
        name: 'format',
        in: 'query',
        description: 'jsonl, csv or parquet',
        schema: z.enum(manifestFormats).default('jsonl'),
        example: 'jsonl',
      },
    ],
    answers: {
      200: {
        description: 'The manifest; a connection that breaks in its midst is an error',
        content: [
          { mediaType: 'application/jsonl', schema: 'text', example: `{"id":"${exampleIds.cohort}-0","index":0}\n` },
          { mediaType: 'text/csv', schema: 'text', example: `id,index\r\n${exampleIds.cohort}-0,0\r\n` },
          { mediaType: 'application/vnd.apache.parquet', schema: 'binary' },
        ],
      },
    },
    problems: [400, 404],
  },
  {
    method: 'post',
    path: '/v1/cohorts/{cohortId}/extend',
    operationId: 'extendCohort',
    tag: 'Cohorts',
    access: 'write',
    summary: 'More samples of the same plan; those that it has stay as they are',
    description:
      'It names the samples, or replicates, that the cohort shall have in all. A cancelled one is a conflict.',
    parameters: [cohortId],
    body: { mediaType: 'application/json', schema: extendCohortSchema, example: { samples: 60 } },
    answers: {
      200: json('The cohort as it is now', cohortDetailSchema, {
        ...cohortDetailExample,
        counts: { ...cohortExample.counts, total: 60, pending: 42 },
      }),
    },
    problems: [400, 404, 409, 413, 415],
  },
  change(
    'pause',
    'Begin nothing more of it for now',
    'What is under way is still made. Pausing a paused cohort changes nothing; one that is over is a conflict.',
    { status: 'paused', progress: { samplesPerSecond: 2.4, expectedEnd: null } },
  ),
  change(
    'resume',
    'Go on after a pause, or after the preview',
    'Resuming a cohort that is not paused changes nothing; one that is over is a conflict.',
    {},
  ),
  change(
    'cancel',
    'Stop it; what is made stays',
    'Cancelling a cancelled cohort changes nothing. One that has ended otherwise is a conflict.',
    {
      status: 'cancelled',
      counts: { ...cohortExample.counts, pending: 0, cancelled: 12 },
      progress: { samplesPerSecond: null, expectedEnd: null },
    },
  ),
];
