import { sampleIdSchema } from '@echocohort/shared';
import { exampleIds } from '../openapi/examples.js';
import { bytes, json, type Operation, type Parameter } from '../openapi/operation.js';
import { immutableAnswers, rangeParameter } from '../openapi/ranges.js';
import { outlineExample, outlineViewSchema, sampleDetailExample, sampleDetailSchema } from './samples.schema.js';

const sampleId: Parameter = {
  name: 'sampleId',
  in: 'path',
  description: 'Id of a sample: its generation and its index',
  schema: sampleIdSchema,
  example: exampleIds.sample,
};

export const samplesOperations: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/samples/{sampleId}',
    operationId: 'getSample',
    access: 'read',
    tag: 'Samples',
    summary: 'A sample, with its provenance; `pending` before it is made',
    parameters: [sampleId],
    answers: { 200: json('The sample', sampleDetailSchema, sampleDetailExample) },
    problems: [400, 404, 503],
  },
  {
    method: 'get',
    path: '/v1/samples/{sampleId}/video',
    operationId: 'getSampleVideo',
    access: 'read',
    tag: 'Samples',
    summary: 'Its video (H.264 in MP4); synthetic, not for clinical use',
    parameters: [sampleId, rangeParameter],
    answers: immutableAnswers('The video', 'video/mp4'),
    problems: [400, 404, 409, 416, 503],
  },
  {
    method: 'get',
    path: '/v1/samples/{sampleId}/contact-sheet',
    operationId: 'getSampleContactSheet',
    access: 'read',
    tag: 'Samples',
    summary: 'Its frames beside each other',
    parameters: [sampleId],
    answers: { 200: bytes('A picture of its frames', 'image/png') },
    problems: [400, 404, 409, 503],
  },
  {
    method: 'get',
    path: '/v1/samples/{sampleId}/outline',
    operationId: 'getSampleOutline',
    access: 'read',
    tag: 'Samples',
    summary: 'The left ventricle in each of its frames, as it was measured',
    description:
      'A label for free: closed polygons in pixels of the video. They follow the motion that made the clip. A sample that ' +
      'nobody could measure has none, which is a conflict.',
    parameters: [sampleId, rangeParameter],
    answers: {
      200: {
        ...json('The outlines', outlineViewSchema, outlineExample),
        headers: { ETag: 'SHA-256 of the body', 'Accept-Ranges': 'bytes' },
      },
      206: bytes('A part of the body', 'application/json', { 'Content-Range': 'Which part of how many bytes' }),
      304: { description: 'The caller has it already (If-None-Match)' },
    },
    problems: [400, 404, 409, 416, 503],
  },
];
