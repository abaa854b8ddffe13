import { clipIdSchema } from '@echocohort/shared';
import { z } from 'zod';
import { exampleIds } from '../openapi/examples.js';
import { bytes, json, type Operation, type Parameter } from '../openapi/operation.js';
import { pageParameters } from '../openapi/page-parameters.js';
import { clipDetailExample, clipDetailSchema, clipExample, clipPageSchema, uploadDescription } from './clips.schema.js';

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
    body: { mediaType: 'multipart/form-data', schema: 'file-form' },
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
    parameters: [...pageParameters('A clip id', clipIdSchema), model],
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
