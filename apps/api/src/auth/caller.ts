import { type Caller } from '@echocohort/platform';
import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { Request } from 'express';

const callers = new WeakMap<object, Caller>();

export const rememberCaller = (request: object, caller: Caller): void => {
  callers.set(request, caller);
};

const isPublicKey = 'echocohort:public';

/** Marks a route that answers without an API key. */
export const Public = () => SetMetadata(isPublicKey, true);
export const publicMetadata = isPublicKey;

/** The tenant that the request's API key belongs to. */
export const TenantOfCaller = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const caller = callers.get(context.switchToHttp().getRequest<Request>());
  if (caller === undefined) throw new Error('a route without the API key guard asked for its tenant');
  return caller.tenantId;
});
