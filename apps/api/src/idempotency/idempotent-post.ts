import { type IdempotentAnswer, IdempotentAnswersRepository } from '@echocohort/platform';
import { EchoError, type TenantId } from '@echocohort/shared';
import { type CallHandler, type ExecutionContext, Inject, Injectable, type NestInterceptor } from '@nestjs/common';
import type { Request, Response } from 'express';
import { catchError, mergeMap, type Observable, of } from 'rxjs';
import { callerOf } from '../auth/caller.js';
import { parseInput } from '../http/input.pipe.js';
import { idempotencyKeySchema, idempotencyOf } from '../runs/idempotency.js';

/** Answers hold what a secret names, and not the secret: that is shown once, and kept nowhere. */
export const withoutSecrets = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, name === 'secret' ? null : withoutSecrets(inner)]),
  );
};

const underWay = (): EchoError =>
  new EchoError(
    'not-ready',
    'A request with this Idempotency-Key is under way. If it stays so, its server has ended: look whether it was made, and take another key',
  );

/**
 * For routes that make something: a repeated request with the same key and body gets what the first one made. The key is claimed
 * before it is made, and the answer kept after: it is never made twice, and where a server ends in between nobody is told so.
 */
@Injectable()
export class IdempotentPost implements NestInterceptor {
  constructor(@Inject(IdempotentAnswersRepository) private readonly answers: IdempotentAnswersRepository) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const http = context.switchToHttp();
    const [request, response] = [http.getRequest<Request>(), http.getResponse<Response>()];
    const key = parseInput(idempotencyKeySchema, request.header('Idempotency-Key'), 'Idempotency-Key');
    const caller = callerOf(request);
    if (key === undefined || caller === undefined) return next.handle();
    const { tenantId } = caller;
    const claim = await this.answers.claim(tenantId, idempotencyOf(request.path, key, request.body));
    if (claim === 'begun') throw underWay();
    if (claim !== 'new') return of(replayed(claim, response));
    return next.handle().pipe(
      catchError(async (error: unknown) => {
        await this.answers.release(tenantId, key);
        throw error;
      }),
      // An answer that cannot be kept is no reason to make the thing again.
      mergeMap((body: unknown) => this.#keep(tenantId, key, body, response)),
    );
  }

  async #keep(tenantId: TenantId, key: string, body: unknown, response: Response): Promise<unknown> {
    const location = response.getHeader('Location');
    await this.answers.keep(tenantId, key, {
      body: withoutSecrets(body),
      location: typeof location === 'string' ? location : null,
    });
    return body;
  }
}

const replayed = ({ body, location }: IdempotentAnswer, response: Response): unknown => {
  response.setHeader('Idempotent-Replayed', 'true');
  if (location !== null) response.setHeader('Location', location);
  return body;
};
