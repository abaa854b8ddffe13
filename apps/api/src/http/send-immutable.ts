import { type ByteRange } from '@echocohort/platform';
import { fieldError } from '@echocohort/shared';
import type { Request, Response } from 'express';
import fresh from 'fresh';
import rangeParser from 'range-parser';

export interface ImmutableBody {
  readonly mediaType: string;
  /** Another one for other bytes, without quotes. */
  readonly etag: string;
  readonly sizeBytes: number;
  /** The bytes, or those of a range of them. */
  readonly read: (range: ByteRange | null) => Promise<Uint8Array>;
}

/** If-Range with another ETag: the client's part is of another body, so it gets the whole one. */
const wantedRange = (request: Request, etag: string): string | undefined => {
  const condition = request.header('If-Range');
  return condition === undefined || condition.trim() === etag ? request.header('Range') : undefined;
};

/**
 * The one range of a Range header (RFC 9110, 14.2). Null when the whole body is to be sent: no header, another unit, several
 * ranges or a malformed one, all of which a server may ignore.
 */
const singleRange = (header: string | undefined, sizeBytes: number): ByteRange | 'unsatisfiable' | null => {
  const ranges = header === undefined ? -2 : rangeParser(sizeBytes, header);
  if (ranges === -1) return 'unsatisfiable';
  if (ranges === -2 || ranges.type !== 'bytes' || ranges.length !== 1) return null;
  return ranges[0] ?? null;
};

/** Answers a GET of immutable bytes: conditional (304), in part (206, 416) or whole. */
export const sendImmutable = async (request: Request, response: Response, body: ImmutableBody): Promise<void> => {
  const etag = `"${body.etag}"`;
  response.setHeader('ETag', etag);
  response.setHeader('Cache-Control', 'private, max-age=31536000, immutable');
  response.setHeader('Accept-Ranges', 'bytes');
  // A client that says no-cache (Node's fetch does with every condition) asks caches to ask here, which is what this is.
  if (fresh({ 'if-none-match': request.header('If-None-Match') }, { etag })) {
    response.status(304).end();
    return;
  }
  const range = singleRange(wantedRange(request, etag), body.sizeBytes);
  if (range === 'unsatisfiable') {
    response.setHeader('Content-Range', `bytes */${body.sizeBytes}`);
    response.removeHeader('ETag');
    throw fieldError('range-not-satisfiable', 'Range', `expected a range within ${body.sizeBytes} bytes`);
  }
  const bytes = await body.read(range);
  if (range !== null) response.setHeader('Content-Range', `bytes ${range.start}-${range.end}/${body.sizeBytes}`);
  response
    .status(range === null ? 200 : 206)
    .type(body.mediaType)
    .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
};
