import type { Request } from 'express';

/**
 * A signed URL as the caller reaches it. One that is relative to this API (its storage does not know where callers find it) gets the
 * scheme and host that the request came by.
 */
export const withOrigin = (request: Request, url: string): string => {
  const host = request.header('Host');
  return url.startsWith('/') && host !== undefined ? `${request.protocol}://${host}${url}` : url;
};
