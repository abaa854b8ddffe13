import { type FileHandle } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { unlinkedFile } from '@echocohort/media';
import { EchoError, fieldError } from '@echocohort/shared';
import type { Request, Response } from 'express';
import multer from 'multer';
import { fieldMaxBytes, formOverheadBytes, type UploadForm } from './upload-form.js';

export interface ReceivedFile {
  /** Has no name: it is gone when this is closed. */
  readonly handle: FileHandle;
  /** As the uploader named it, without control characters. */
  readonly originalName: string;
  /** Texts of the form that were there. */
  readonly fields: Readonly<Record<string, string | undefined>>;
}

/** Of a form that is received: what it is made of, and how large its file may be. */
export interface Expected {
  readonly form: UploadForm;
  readonly maxBytes: number;
}

const originalNameMaxChars = 255;

/** Looks at what was received; nobody wants a file any more whose form is refused. */
export const closedOnError = async <T>({ handle }: ReceivedFile, look: () => T): Promise<T> => {
  try {
    return look();
  } catch (error) {
    await handle.close();
    throw error;
  }
};

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

const tooLarge = ({ form, maxBytes }: Expected): EchoError =>
  fieldError('payload-too-large', form.file, `expected at most ${maxBytes} bytes`);

/** Passes bytes on and fails at the first one over the limit, whatever the headers promised. */
const meter = (expected: Expected): Transform => {
  const limitBytes = expected.maxBytes + formOverheadBytes;
  let seenBytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seenBytes += chunk.length;
      if (seenBytes > limitBytes) done(tooLarge(expected));
      else done(null, chunk);
    },
  });
};

/**
 * The body behind a meter, looking to multer like a request. multer reads a refused request to its end before it
 * says so, which an endless one never reaches: the meter's failure ends the copy, and the request stays usable for
 * the answer.
 */
const meteredBody = (request: Request, expected: Expected): Transform => {
  const body = Object.assign(meter(expected), { headers: request.headers });
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

const toUploadError = (error: unknown, expected: Expected): EchoError => {
  if (error instanceof EchoError) return error;
  const { file, fields } = expected.form;
  if (error instanceof multer.MulterError) {
    if (error.code === 'LIMIT_FILE_SIZE') return tooLarge(expected);
    if (error.code === 'LIMIT_FIELD_VALUE')
      return fieldError('payload-too-large', error.field ?? file, `expected at most ${fieldMaxBytes} bytes`);
    const others = fields.length === 0 ? '' : `, and each of ${fields.map((name) => `"${name}"`).join(', ')} once`;
    return fieldError('invalid-request', error.field ?? file, `expected one file, in the form part "${file}"${others}`);
  }
  return new EchoError('invalid-request', `${file}: expected a complete multipart form`, {
    issues: [{ field: file, expected: 'expected a complete multipart/form-data body' }],
    cause: error,
  });
};

/**
 * Bytes that an upload may bring, by its headers alone.
 * @throws EchoError `payload-too-large` when it declares more than it may have, `unsupported-media` for another content type
 */
export const announcedBytes = (request: Request, expected: Expected): number => {
  if (request.is('multipart/form-data') === false)
    throw fieldError(
      'unsupported-media',
      'Content-Type',
      `expected multipart/form-data with the file in the part "${expected.form.file}"`,
    );
  const bodyMaxBytes = expected.maxBytes + formOverheadBytes;
  const declaredBytes = Number(request.header('Content-Length') ?? bodyMaxBytes);
  if (declaredBytes > bodyMaxBytes) throw tooLarge(expected);
  return declaredBytes;
};

/** PostgreSQL has no NUL in its texts, and nobody wants a bell in a list. */
const plainName = (name: string): string => name.replace(/\p{Cc}/gu, '').slice(-originalNameMaxChars);

type FilledForm = Transform & { readonly file?: TakenFile; readonly body?: Readonly<Record<string, string>> };

/** Reads the form with multer, its file into a file without a name. */
const readForm = async (request: Request, response: Response, expected: Expected): Promise<FilledForm> => {
  const { file, fields } = expected.form;
  const limits = {
    ...{ fileSize: expected.maxBytes, files: 1, parts: fields.length + 2, headerPairs: 32 },
    ...{ fields: fields.length, fieldSize: fieldMaxBytes },
  };
  const read = multer({ storage: intoUnlinkedFile, limits, defParamCharset: 'utf8' }).single(file);
  const form = meteredBody(request, expected);
  await new Promise<void>((resolve, reject) => {
    read(form as unknown as Request, response, (error?: unknown) => {
      if (error === undefined || error === null) resolve();
      else reject(toUploadError(error, expected));
    });
  });
  return form;
};

/**
 * Writes the file of a form to a file without a name; memory use does not depend on its size. The caller closes it.
 * @throws EchoError `payload-too-large` at the limit; `invalid-request` when there is not exactly one file in its part, another
 * text than the form has, or when it does not come to its end
 */
export const receiveUpload = async (
  request: Request,
  response: Response,
  expected: Expected,
): Promise<ReceivedFile> => {
  const { file: part, fields: known } = expected.form;
  const { file, body = {} } = await readForm(request, response, expected);
  if (file === undefined) throw fieldError('invalid-request', part, `expected a file in the form part "${part}"`);
  const stranger = Object.keys(body).find((name) => !known.includes(name));
  const received = { handle: file.handle, originalName: plainName(file.originalname), fields: { ...body } };
  return closedOnError(received, () => {
    if (stranger === undefined) return received;
    throw fieldError('invalid-request', stranger, 'expected no such part: its name is not known here');
  });
};
