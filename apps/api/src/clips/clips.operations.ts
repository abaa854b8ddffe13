import { clipIdSchema } from '@echocohort/shared';
import { exampleIds } from '../openapi/examples.js';
import { bytes, json, type Operation, type Parameter } from '../openapi/operation.js';
import { pageParameters } from '../openapi/page-parameters.js';
import { clipExample, clipPageSchema, clipSchema, uploadDescription } from './clips.schema.js';

const clipId: Parameter = {
  name: 'clipId',
  in: 'path',
  description: 'Id of a clip',
  schema: clipIdSchema,
  example: exampleIds.clip,
};

export const clipsOperations: readonly Operation[] = [
  {
    method: 'post',
    path: '/v1/clips',
    operationId: 'uploadClip',
    tag: 'Clips',
    summary: 'Upload a clip whose frames can condition samples',
    description: uploadDescription,
    body: { mediaType: 'multipart/form-data', schema: 'file-form' },
    answers: { 201: { ...json('The stored clip', clipSchema, clipExample), headers: { Location: 'The clip' } } },
    problems: [400, 413, 415, 422, 429, 503],
  },
  {
    method: 'get',
    path: '/v1/clips',
    operationId: 'listClips',
    tag: 'Clips',
    summary: 'Clips, newest first',
    parameters: pageParameters('A clip id', clipIdSchema),
    answers: { 200: json('A page of clips', clipPageSchema, { items: [clipExample], next: null }) },
    problems: [400],
  },
  {
    method: 'get',
    path: '/v1/clips/{clipId}',
    operationId: 'getClip',
    tag: 'Clips',
    summary: 'A clip',
    parameters: [clipId],
    answers: { 200: json('The clip', clipSchema, clipExample) },
    problems: [400, 404],
  },
  {
    method: 'get',
    path: '/v1/clips/{clipId}/contact-sheet',
    operationId: 'getClipContactSheet',
    tag: 'Clips',
    summary: 'Its frames beside each other',
    parameters: [clipId],
    answers: { 200: bytes('A picture of its frames', 'image/png') },
    problems: [400, 404, 503],
  },
];
