import { z } from 'zod';
import { type Operation } from '../openapi/operation.js';
import { immutableAnswers, rangeParameter } from '../openapi/ranges.js';

export const filesOperations: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/files/{key}',
    operationId: 'getFile',
    tag: 'Files',
    summary: 'What a signed URL of the file storage names',
    description:
      'The `download` of a sample has these URLs when files are stored in a folder. The key may hold slashes.',
    access: 'public',
    parameters: [
      rangeParameter,
      { name: 'key', in: 'path', description: 'Storage key', schema: z.string(), example: 'tenants/…/clip.mp4' },
      {
        name: 'expires',
        in: 'query',
        description: 'As signed',
        schema: z.string(),
        required: true,
        example: '1795512662',
      },
      { name: 'signature', in: 'query', description: 'As signed', schema: z.string(), required: true, example: '…' },
    ],
    answers: immutableAnswers('The file', 'application/octet-stream'),
    problems: [400, 404, 416, 503],
  },
];
