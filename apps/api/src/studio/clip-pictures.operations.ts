import { clipIdSchema } from '@echocohort/shared';
import { z } from 'zod';
import { exampleIds } from '../openapi/examples.js';
import { bytes, json, type Operation, type Parameter } from '../openapi/operation.js';
import { clipOutlineExample, clipOutlineSchema } from './clip-pictures.schema.js';

const parameters: readonly Parameter[] = [
  { name: 'clipId', in: 'path', description: 'Id of a clip', schema: clipIdSchema, example: exampleIds.clip },
  {
    name: 'model',
    in: 'query',
    description: 'The model that looks; the default one when left out',
    schema: z.string(),
    required: false,
  },
];

export const clipPicturesOperations: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/clips/{clipId}/frames',
    operationId: 'getClipFrames',
    access: 'read',
    tag: 'Clips',
    summary: 'Its frames as a model sees them',
    description:
      "The part that moves, at the size of the model's frame: an NPY array `|u1` [frames, height, width], 0 black. All " +
      'frames, or 64 spread over a longer clip: those that `GET /v1/clips/{clipId}/outline` numbers.',
    parameters,
    answers: { 200: bytes('An NPY array', 'application/octet-stream') },
    problems: [400, 404, 503],
  },
  {
    method: 'get',
    path: '/v1/clips/{clipId}/outline',
    operationId: 'getClipOutline',
    access: 'read',
    tag: 'Clips',
    summary: 'The outline of the ventricle and its volume in each frame, once it is read',
    parameters,
    answers: { 200: json('Outlines and volumes', clipOutlineSchema, clipOutlineExample) },
    problems: [400, 404, 409],
  },
];
