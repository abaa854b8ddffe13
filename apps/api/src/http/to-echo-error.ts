import { EchoError, type ErrorCode, fieldError } from '@echocohort/shared';
import { HttpException } from '@nestjs/common';

/** Statuses that the framework itself answers with. */
const codeOfStatus: Readonly<Record<number, ErrorCode>> = {
  400: 'invalid-request',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not-found',
  405: 'method-not-allowed',
  409: 'conflict',
  413: 'payload-too-large',
  415: 'unsupported-media',
  429: 'too-many-requests',
  503: 'unavailable',
};

/** Codes of Node and PostgreSQL for a server that is not there: a matter of waiting, not of a defect. */
const outages: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  '57P01',
  '57P02',
  '57P03',
  '08006',
  '53300',
]);

const facts = (error: unknown): { code?: unknown; message?: unknown } =>
  typeof error === 'object' && error !== null ? error : {};

/** pg gives no code to a connection that ends under a query. */
const isOutage = (error: unknown): boolean => {
  const { code, message } = facts(error);
  return (
    (typeof code === 'string' && outages.has(code)) || /^Connection terminated|^timeout exceeded/.test(String(message))
  );
};

/** The router's complaint about a path such as /v1/clips/%zz, which Nest passes on as a plain bad request. */
const isUndecodablePath = (error: unknown): boolean =>
  String(facts(error).message).startsWith('Failed to decode param');

/** Every error as one with a code; the one that nobody expected becomes `internal` and keeps its cause. */
export const toEchoError = (error: unknown): EchoError => {
  if (error instanceof EchoError) return error;
  if (isUndecodablePath(error)) return fieldError('invalid-request', 'path', 'expected a well-formed percent encoding');
  if (error instanceof HttpException) {
    const code = codeOfStatus[error.getStatus()];
    if (code !== undefined) return new EchoError(code, error.message, { cause: error });
  }
  if (isOutage(error)) return new EchoError('unavailable', 'A part of the system does not answer', { cause: error });
  return new EchoError('internal', 'internal error', { cause: error });
};
