import { fieldError } from '@echocohort/shared';
import type { Request, Response } from 'express';
import { byteRange, type ByteSpan } from './byte-range.js';

const matches = (header: string | undefined, etag: string): boolean =>
  header !== undefined &&
  header.split(',').some((one) => one.trim().replace(/^W\//, '') === etag || one.trim() === '*');

/** If-Range with another ETag: the client's part is of another body, so it gets the whole one. */
const wantedRange = (request: Request, etag: string): string | undefined => {
  const condition = request.header('If-Range');
  return condition === undefined || condition.trim() === etag ? request.header('Range') : undefined;
};

/**
 * Answers a GET of immutable bytes: conditional (304), in part (206, 416) or whole.
 * @param sha256 of the bytes; it is their ETag
 */
export const sendImmutable = async (
  request: Request,
  response: Response,
  body: { mediaType: string; sha256: string; sizeBytes: number; read: (span: ByteSpan | null) => Promise<Uint8Array> },
): Promise<void> => {
  const etag = `"${body.sha256}"`;
  response.setHeader('ETag', etag);
  response.setHeader('Cache-Control', 'private, max-age=31536000, immutable');
  response.setHeader('Accept-Ranges', 'bytes');
  if (matches(request.header('If-None-Match'), etag)) {
    response.status(304).end();
    return;
  }
  const span = byteRange(wantedRange(request, etag), body.sizeBytes);
  if (span === 'unsatisfiable') {
    response.setHeader('Content-Range', `bytes */${body.sizeBytes}`);
    response.removeHeader('ETag');
    throw fieldError('range-not-satisfiable', 'Range', `expected a range within ${body.sizeBytes} bytes`);
  }
  const bytes = await body.read(span);
  if (span !== null) response.setHeader('Content-Range', `bytes ${span.start}-${span.end}/${body.sizeBytes}`);
  response
    .status(span === null ? 200 : 206)
    .type(body.mediaType)
    .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
};
