import { type Caller } from '@echocohort/platform';
import { EchoError, type Scope } from '@echocohort/shared';
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { AuthService } from './auth.service.js';
import { rememberCaller } from './caller.js';
import { RateLimits } from './rate-limits.js';
import { ROUTE_ACCESS, type RouteAccess } from './route-access.js';

/** The key and the header that it came in. */
const offeredKey = (request: Request): { field: string; secret: string } | null => {
  const bearer = /^Bearer +(\S+)$/i.exec(request.header('Authorization') ?? '')?.[1];
  if (bearer !== undefined) return { field: 'Authorization', secret: bearer };
  const key = request.header('X-API-Key');
  return key === undefined ? null : { field: 'X-API-Key', secret: key };
};

const refusal = (field: string, expected: string): EchoError =>
  new EchoError('unauthenticated', `${field}: ${expected}`, { issues: [{ field, expected }] });

const assertMay = ({ scopes, suspendedReason }: Caller, scope: Scope, field: string): void => {
  if (suspendedReason !== null) throw new EchoError('forbidden', `This tenant is suspended: ${suspendedReason}`);
  if (scopes.includes(scope)) return;
  const expected = `expected an API key of scope ${scope}; this one has ${scopes.join(', ')}`;
  throw new EchoError('forbidden', `${field}: ${expected}`, { issues: [{ field, expected }] });
};

/**
 * Lets a request through whose API key has the scope that its operation asks for, and every request to a public one. The
 * only place that decides about that.
 */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  constructor(
    @Inject(ROUTE_ACCESS) private readonly routeAccess: RouteAccess,
    @Inject(AuthService) private readonly auth: AuthService,
    @Inject(RateLimits) private readonly limits: RateLimits,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<Request>();
    const { access, operationId } = this.routeAccess(request);
    if (access === 'public') return true;
    const offered = offeredKey(request);
    if (offered === null) throw refusal('Authorization', 'expected "Bearer ec_…" with an API key');
    const caller = await this.auth.authenticate(offered.secret);
    if (caller === null) throw refusal(offered.field, 'expected an API key that is known, in time and not revoked');
    await this.limits.take(caller.apiKeyId, http.getResponse<Response>());
    rememberCaller(request, { ...caller, operationId });
    assertMay(caller, access, offered.field);
    return true;
  }
}
