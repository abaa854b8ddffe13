import { type FileHandle } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { unlinkedFile } from '@echocohort/media';
import { EchoError, fieldError } from '@echocohort/shared';
import type { Request, Response } from 'express';
import multer from 'multer';
import { formOverheadBytes, originalNameMaxChars } from './clips.schema.js';

export interface ReceivedFile {
  /** Has no name: it is gone when this is closed. */
  readonly handle: FileHandle;
  /** As the uploader named it, without control characters. */
  readonly originalName: string;
}

/** What multer knows of a part that `intoUnlinkedFile` has taken. */
type TakenFile = Express.Multer.File & { readonly handle: FileHandle };

const take = async ({ stream }: Express.Multer.File): Promise<{ handle: FileHandle }> => {
  const handle = await unlinkedFile();
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) await handle.writeFile(chunk);
    return { handle };
  } catch (error) {
    await handle.close();
    throw error;
  }
};

/** Where multer puts the part: a file that no crash leaves behind. */
const intoUnlinkedFile: multer.StorageEngine = {
  _handleFile(_request, file, done) {
    take(file).then((taken) => done(null, taken as Partial<TakenFile>), done);
  },
  _removeFile(_request, file, done) {
    (file as TakenFile).handle.close().then(() => done(null), done);
  },
};

/** How long an upload may stand still. */
const idleMaxMs = 30_000;

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
  const { socket } = request;
  socket.setTimeout(idleMaxMs, abandon);
  request.once('close', abandon);
  body.once('close', () => {
    socket.setTimeout(0);
    socket.off('timeout', abandon);
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

/**
 * Bytes that an upload may bring, by its headers alone.
 * @throws EchoError `payload-too-large` when it declares more than it may have, `unsupported-media` for another content type
 */
export const announcedBytes = (request: Request, maxBytes: number): number => {
  if (request.is('multipart/form-data') === false)
    throw fieldError(
      'unsupported-media',
      'Content-Type',
      'expected multipart/form-data with the file in the part "file"',
    );
  const bodyMaxBytes = maxBytes + formOverheadBytes;
  const declaredBytes = Number(request.header('Content-Length') ?? bodyMaxBytes);
  if (declaredBytes > bodyMaxBytes) throw tooLarge(maxBytes);
  return declaredBytes;
};

/** PostgreSQL has no NUL in its texts, and nobody wants a bell in a list. */
const plainName = (name: string): string => name.replace(/\p{Cc}/gu, '').slice(-originalNameMaxChars);

/**
 * Writes the form part `file` to a file without a name; memory use does not depend on its size. The caller closes it.
 * @throws EchoError `payload-too-large` at the limit; `invalid-request` when there is not exactly one file in `file`, or
 * when it does not come to its end
 */
export const receiveUpload = async (
  request: Request,
  response: Response,
  { maxBytes }: { maxBytes: number },
): Promise<ReceivedFile> => {
  const limits = { fileSize: maxBytes, files: 1, fields: 0, parts: 2, headerPairs: 32 };
  const read = multer({ storage: intoUnlinkedFile, limits, defParamCharset: 'utf8' }).single('file');
  const form = meteredBody(request, maxBytes) as Transform & { file?: TakenFile };
  await new Promise<void>((resolve, reject) => {
    read(form as unknown as Request, response, (error?: unknown) => {
      if (error === undefined || error === null) resolve();
      else reject(toUploadError(error, maxBytes));
    });
  });
  if (form.file === undefined) throw fieldError('invalid-request', 'file', 'expected a file in the form part "file"');
  const { handle, originalname } = form.file;
  return { handle, originalName: plainName(originalname) };
};
