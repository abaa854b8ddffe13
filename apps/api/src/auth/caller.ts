import { type Caller } from '@echocohort/platform';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';

/** Who has sent a request, and which operation it asks for. */
export interface RequestCaller extends Caller {
  readonly operationId: string;
}

const callers = new WeakMap<object, RequestCaller>();

export const rememberCaller = (request: object, caller: RequestCaller): void => {
  callers.set(request, caller);
};

/** Nobody, where the request came without a valid key, or asks for something public. */
export const callerOf = (request: object): RequestCaller | undefined => callers.get(request);

const required = (context: ExecutionContext): RequestCaller => {
  const caller = callerOf(context.switchToHttp().getRequest<Request>());
  if (caller === undefined) throw new Error('a public route asked for its caller');
  return caller;
};

/** The tenant that the request's API key belongs to. */
export const TenantOfCaller = createParamDecorator(
  (_: unknown, context: ExecutionContext) => required(context).tenantId,
);

/** Whose key the request came with, and what it may do. */
export const RequestedBy = createParamDecorator((_: unknown, context: ExecutionContext) => required(context));
