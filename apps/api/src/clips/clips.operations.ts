import { clipIdSchema } from '@echocohort/shared';
import { z } from 'zod';
import { labelsMax } from '../http/labels.schema.js';
import { exampleIds } from '../openapi/examples.js';
import { bytes, json, type Operation, type Parameter } from '../openapi/operation.js';
import { pageParameters } from '../openapi/page-parameters.js';
import {
  changeClipSchema,
  clipDetailExample,
  clipDetailSchema,
  clipExample,
  clipForm,
  clipPageSchema,
  uploadDescription,
} from './clips.schema.js';

const clipId: Parameter = {
  name: 'clipId',
  in: 'path',
  description: 'Id of a clip',
  schema: clipIdSchema,
  example: exampleIds.clip,
};

const model: Parameter = {
  name: 'model',
  in: 'query',
  description: 'The model whose reading is meant; the default one when left out',
  schema: z.string(),
  required: false,
};

export const clipsOperations: readonly Operation[] = [
  {
    method: 'post',
    path: '/v1/clips',
    operationId: 'uploadClip',
    access: 'write',
    tag: 'Clips',
    summary: 'Upload a clip whose frames can condition samples',
    description: uploadDescription,
    body: { mediaType: 'multipart/form-data', schema: clipForm },
    answers: {
      201: { ...json('The stored clip', clipDetailSchema, clipDetailExample), headers: { Location: 'The clip' } },
    },
    problems: [400, 413, 415, 422, 429, 503],
  },
  {
    method: 'get',
    path: '/v1/clips',
    operationId: 'listClips',
    access: 'read',
    tag: 'Clips',
    summary: 'Clips, newest first',
    parameters: [
      ...pageParameters('A clip id', clipIdSchema),
      model,
      {
        name: 'label',
        in: 'query',
        description: 'name=value, once or more: the clips that have all of these labels',
        schema: z.array(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}=/)).max(labelsMax),
        example: ['site=berlin'],
      },
    ],
    answers: { 200: json('A page of clips', clipPageSchema, { items: [clipExample], next: null }) },
    problems: [400],
  },
  {
    method: 'get',
    path: '/v1/clips/{clipId}',
    operationId: 'getClip',
    access: 'read',
    tag: 'Clips',
    summary: 'A clip, and what its reading says',
    description:
      'A clip is read in the background soon after its upload: two readers look for the left ventricle in each frame. ' +
      '`reading.status` tells when it is done; a generation need not wait for it.',
    parameters: [clipId, model],
    answers: { 200: json('The clip', clipDetailSchema, clipDetailExample) },
    problems: [400, 404],
  },
  {
    method: 'patch',
    path: '/v1/clips/{clipId}',
    operationId: 'changeClip',
    access: 'write',
    tag: 'Clips',
    summary: 'Change its labels',
    description: 'Cohorts that there are keep their sources: a selector is looked up once, when a cohort is made.',
    parameters: [clipId, model],
    body: {
      mediaType: 'application/json',
      schema: changeClipSchema,
      example: { labels: { site: 'berlin', checked: null } },
    },
    answers: { 200: json('The clip as it is now', clipDetailSchema, clipDetailExample) },
    problems: [400, 404, 413, 415],
  },
  {
    method: 'get',
    path: '/v1/clips/{clipId}/contact-sheet',
    operationId: 'getClipContactSheet',
    access: 'read',
    tag: 'Clips',
    summary: 'Its frames beside each other; once it is read, with the outline of the ventricle',
    parameters: [clipId, model],
    answers: { 200: bytes('A picture of its frames', 'image/png') },
    problems: [400, 404, 503],
  },
];
