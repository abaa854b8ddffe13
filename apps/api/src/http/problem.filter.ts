import { type Logger } from '@echocohort/platform';
import { EchoError, type Problem } from '@echocohort/shared';
import { type ArgumentsHost, Catch, type ExceptionFilter, NotFoundException } from '@nestjs/common';
import type { Request, Response } from 'express';
import { correlationIdOf } from './request-context.js';
import { toEchoError } from './to-echo-error.js';

/** When to come back: a server that is away may be there at any moment, an upload takes seconds. */
const retryAfterSeconds: Readonly<Record<number, number>> = { 429: 5, 503: 1 };

/** Methods that a path takes; empty for a path that does not exist. */
export type MethodsOfPath = (path: string) => readonly string[];

/** Problem details of an error. What a 5xx is about stays in the logs, under the correlation id. */
export const problemOf = (error: EchoError, correlationId: string): Problem => {
  const { status, title } = error.verdict;
  return {
    type: `urn:echocohort:error:${error.code}`,
    title,
    status,
    code: error.code,
    detail: status < 500 ? error.message : `${title}. The logs have it as ${correlationId}.`,
    correlationId,
    errors: status < 500 ? error.issues.map(({ field, expected }) => ({ field, expected })) : [],
  };
};

/** The only place that turns an error into an answer. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly logger: Logger,
    private readonly methodsOfPath: MethodsOfPath,
  ) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    const error = this.#specific(toEchoError(thrown), thrown, request, response);
    const correlationId = correlationIdOf(request);
    const fields = {
      err: error.cause ?? error,
      correlationId,
      code: error.code,
      method: request.method,
      path: request.path,
    };
    if (error.verdict.status >= 500) this.logger.error(fields, 'request failed');
    else this.logger.debug(fields, 'request refused');
    if (response.headersSent) {
      response.destroy();
      return;
    }
    this.#setHeaders(error, response);
    response
      .status(error.verdict.status)
      .type('application/problem+json')
      .send(JSON.stringify(problemOf(error, correlationId)));
  }

  /** The router says 404 for a path whose other methods it knows. */
  #specific(error: EchoError, thrown: unknown, request: Request, response: Response): EchoError {
    if (!(thrown instanceof NotFoundException)) return error;
    const methods = this.methodsOfPath(request.path);
    if (methods.length === 0) return new EchoError('not-found', `There is nothing at ${request.path}`);
    response.setHeader('Allow', methods.join(', '));
    return new EchoError('method-not-allowed', `${request.path} takes ${methods.join(' or ')}, not ${request.method}`);
  }

  #setHeaders(error: EchoError, response: Response): void {
    response.setHeader('Cache-Control', 'no-store');
    if (error.code === 'unauthenticated') response.setHeader('WWW-Authenticate', 'Bearer realm="echocohort"');
    const { status, retry } = error.verdict;
    const seconds = error.retryAfterSeconds ?? (retry ? retryAfterSeconds[status] : undefined);
    if (seconds !== undefined) response.setHeader('Retry-After', String(seconds));
  }
}
