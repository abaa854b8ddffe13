import { EchoError, fieldError } from '@echocohort/shared';
import express, { type NextFunction, type Request, type Response } from 'express';

/** Room for the ids of as many clips as a cohort may have (0.7 MB), and for the CSV of a plan. */
const maxBytes = 1024 * 1024;
const parse = express.json({ limit: maxBytes, strict: true, inflate: false });

const hasType = (error: unknown): error is { type: string } =>
  typeof error === 'object' && error !== null && 'type' in error && typeof error.type === 'string';

const toEchoError = (error: unknown): EchoError => {
  switch (hasType(error) ? error.type : '') {
    case 'entity.too.large':
      return fieldError('payload-too-large', 'body', `expected at most ${maxBytes} bytes of JSON`);
    case 'encoding.unsupported':
    case 'charset.unsupported':
      return fieldError('unsupported-media', 'Content-Type', 'expected plain UTF-8 JSON');
    default:
      return new EchoError('invalid-request', 'body: expected well-formed JSON', {
        issues: [{ field: 'body', expected: 'expected well-formed JSON: one object' }],
        cause: error,
      });
  }
};

/** Reads JSON bodies up to 1 MiB; what cannot be read is an error about the field `body`. */
export const jsonBody = (request: Request, response: Response, next: NextFunction): void => {
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- an Express request is one
  parse(request, response, (error?: unknown) => next(error === undefined ? undefined : toEchoError(error)));
};
