import { z } from 'zod';
import { bytes, type Operation, type Parameter } from './operation.js';

export const rangeParameter: Parameter = {
  name: 'Range',
  in: 'header',
  description: 'One range of bytes',
  schema: z.string(),
  required: false,
  example: 'bytes=0-1023',
};

/** Answers of `sendImmutable`. */
export const immutableAnswers = (what: string, mediaType: string): Operation['answers'] => ({
  200: bytes(what, mediaType, { ETag: 'Stands for these bytes', 'Accept-Ranges': 'bytes' }),
  206: bytes('A part of it', mediaType, { 'Content-Range': 'Which part of how many bytes' }),
  304: { description: 'The caller has it already (If-None-Match)' },
});
