import { randomUUID } from 'node:crypto';
import { type NextFunction, type Request, type Response } from 'express';

const header = 'X-Request-Id';
const acceptable = /^[A-Za-z0-9._-]{1,128}$/;
const correlationIds = new WeakMap<object, string>();

/** The id that names this request in answers and logs. */
export const correlationIdOf = (request: object): string => correlationIds.get(request) ?? 'unknown';

/** Takes the caller's request id where it is a plain token, makes one otherwise, and returns it in the answer. */
export const requestContext = (request: Request, response: Response, next: NextFunction): void => {
  const offered = request.header(header);
  const id = offered !== undefined && acceptable.test(offered) ? offered : randomUUID();
  correlationIds.set(request, id);
  response.setHeader(header, id);
  response.setHeader('X-Content-Type-Options', 'nosniff');
  next();
};
