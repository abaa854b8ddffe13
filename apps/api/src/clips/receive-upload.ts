import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { EchoError, fieldError } from '@echocohort/shared';
import type { Request, Response } from 'express';
import multer from 'multer';
import { formOverheadBytes, originalNameMaxChars } from './clips.schema.js';

export interface ReceivedFile {
  readonly path: string;
  readonly originalName: string;
  discard(): Promise<void>;
}

const tooLarge = (maxBytes: number): EchoError =>
  fieldError('payload-too-large', 'file', `expected at most ${maxBytes} bytes`);

/** Passes bytes on and fails at the first one over the limit, whatever the headers promised. */
const meter = (limitBytes: number, maxBytes: number): Transform => {
  let seenBytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seenBytes += chunk.length;
      if (seenBytes > limitBytes) done(tooLarge(maxBytes));
      else done(null, chunk);
    },
  });
};

/**
 * The body behind a meter, looking to multer like a request. multer reads a refused request to its end before it
 * says so, which an endless one never reaches: the meter's failure ends the copy, and the request stays usable for
 * the answer.
 */
const meteredBody = (request: Request, maxBytes: number): Transform => {
  const body = Object.assign(meter(maxBytes + formOverheadBytes, maxBytes), { headers: request.headers });
  const abandon = () => {
    if (!request.readableEnded) body.destroy(new EchoError('invalid-request', 'The upload ended before its end'));
  };
  request.once('close', abandon);
  body.once('close', () => {
    request.off('close', abandon);
    request.unpipe(body);
  });
  return request.pipe(body);
};

const toUploadError = (error: unknown, maxBytes: number): EchoError => {
  if (error instanceof EchoError) return error;
  if (error instanceof multer.MulterError) {
    if (error.code === 'LIMIT_FILE_SIZE') return tooLarge(maxBytes);
    return fieldError('invalid-request', error.field ?? 'file', 'expected one file, in the form part "file"');
  }
  return new EchoError('invalid-request', 'file: expected a complete multipart form', {
    issues: [{ field: 'file', expected: 'expected a complete multipart/form-data body' }],
    cause: error,
  });
};

const checkHeaders = (request: Request, maxBytes: number): void => {
  if (request.is('multipart/form-data') === false)
    throw fieldError(
      'unsupported-media',
      'Content-Type',
      'expected multipart/form-data with the file in the part "file"',
    );
  const declaredBytes = Number(request.header('Content-Length') ?? 0);
  if (declaredBytes > maxBytes + formOverheadBytes) throw tooLarge(maxBytes);
};

/**
 * Writes the form part `file` to a temporary file; memory use does not depend on its size.
 * @throws EchoError `payload-too-large` before the body is read when its length is declared, else at the limit;
 * `unsupported-media` for another content type; `invalid-request` when there is not exactly one file in `file`
 */
export const receiveUpload = async (
  request: Request,
  response: Response,
  options: { dir: string; maxBytes: number },
): Promise<ReceivedFile> => {
  const { dir, maxBytes } = options;
  checkHeaders(request, maxBytes);
  const storage = multer.diskStorage({
    destination: dir,
    filename: (_request, _file, name) => name(null, randomUUID()),
  });
  const limits = { fileSize: maxBytes, files: 1, fields: 0, parts: 2, headerPairs: 32 };
  const read = multer({ storage, limits, defParamCharset: 'utf8' }).single('file');
  const form = meteredBody(request, maxBytes) as Transform & { file?: Express.Multer.File };
  await new Promise<void>((resolve, reject) => {
    read(form as unknown as Request, response, (error?: unknown) => {
      if (error === undefined || error === null) resolve();
      else reject(toUploadError(error, maxBytes));
    });
  });
  if (form.file === undefined) throw fieldError('invalid-request', 'file', 'expected a file in the form part "file"');
  const { path, originalname } = form.file;
  return { path, originalName: originalname.slice(-originalNameMaxChars), discard: () => rm(path, { force: true }) };
};
