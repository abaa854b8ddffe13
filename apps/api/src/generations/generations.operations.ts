import { runIdSchema, sampleIndexMax } from '@echocohort/shared';
import { z } from 'zod';
import { exampleIds } from '../openapi/examples.js';
import { json, type Operation, type Parameter } from '../openapi/operation.js';
import { pageParameters } from '../openapi/page-parameters.js';
import { idempotencyKeyParameter } from '../runs/idempotency.js';
import { sampleExample, samplePageSchema } from '../samples/samples.schema.js';
import {
  createGenerationExample,
  createGenerationSchema,
  generationDetailExample,
  generationDetailSchema,
  generationExample,
  generationPageSchema,
} from './generations.schema.js';

const generationId: Parameter = {
  name: 'generationId',
  in: 'path',
  description: 'Id of a generation',
  schema: runIdSchema,
  example: exampleIds.run,
};

const accepted = {
  ...json('The generation, and where to look for it', generationDetailSchema, generationDetailExample),
  headers: { Location: 'The generation', 'Idempotent-Replayed': '`true` when an earlier request made it' },
};

export const generationsOperations: readonly Operation[] = [
  {
    method: 'post',
    path: '/v1/generations',
    operationId: 'createGeneration',
    access: 'write',
    tag: 'Generations',
    summary: 'Ask for samples with a target EF',
    description:
      'Samples are made in the background. With a clip, its observed frames condition them: the same heart, another EF. ' +
      'EF is single-plane area-length EF, not clinical LVEF.',
    parameters: [idempotencyKeyParameter],
    body: { mediaType: 'application/json', schema: createGenerationSchema, example: createGenerationExample },
    answers: { 202: accepted },
    problems: [400, 404, 413, 415, 422],
  },
  {
    method: 'get',
    path: '/v1/generations',
    operationId: 'listGenerations',
    access: 'read',
    tag: 'Generations',
    summary: 'Generations, newest first',
    parameters: pageParameters('A generation id', runIdSchema),
    answers: { 200: json('A page of generations', generationPageSchema, { items: [generationExample], next: null }) },
    problems: [400],
  },
  {
    method: 'get',
    path: '/v1/generations/{generationId}',
    operationId: 'getGeneration',
    access: 'read',
    tag: 'Generations',
    summary: 'A generation and its first samples',
    description: 'Its samples are without provenance and download, which each has under its own path.',
    parameters: [generationId],
    answers: { 200: json('The generation', generationDetailSchema, generationDetailExample) },
    problems: [400, 404],
  },
  {
    method: 'delete',
    path: '/v1/generations/{generationId}',
    operationId: 'deleteGeneration',
    access: 'write',
    tag: 'Generations',
    summary: 'Delete a generation and all its samples',
    description:
      'Nobody finds it from then on, and nothing more of it is made. Its files are deleted soon after, which makes room in ' +
      'the store. There is no way back.',
    parameters: [generationId],
    answers: { 204: { description: 'It is gone' } },
    problems: [400, 404],
  },
  {
    method: 'get',
    path: '/v1/generations/{generationId}/samples',
    operationId: 'listSamples',
    access: 'read',
    tag: 'Generations',
    summary: 'Its samples by index, made or not',
    description: 'Without provenance and download, which each sample has under its own path.',
    parameters: [generationId, ...pageParameters('A sample index', z.int().min(0).max(sampleIndexMax))],
    answers: { 200: json('A page of samples', samplePageSchema, { items: [sampleExample], next: null }) },
    problems: [400, 404],
  },
  {
    method: 'post',
    path: '/v1/generations/{generationId}/cancel',
    operationId: 'cancelGeneration',
    access: 'write',
    tag: 'Generations',
    summary: 'Stop a generation; what is made stays',
    description: 'Cancelling a cancelled generation changes nothing. One that has ended otherwise is a conflict.',
    parameters: [generationId],
    answers: {
      200: json('The cancelled generation', generationDetailSchema, {
        ...generationDetailExample,
        status: 'cancelled',
        counts: { ...generationExample.counts, succeeded: 0, accepted: 0, cancelled: 1 },
        samples: { items: [], next: null },
      }),
    },
    problems: [400, 404, 409],
  },
];
