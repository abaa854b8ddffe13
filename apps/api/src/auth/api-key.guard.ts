import { EchoError } from '@echocohort/shared';
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { AuthService } from './auth.service.js';
import { publicMetadata, rememberCaller } from './caller.js';

/** The key and the header that it came in. */
const offeredKey = (request: Request): { field: string; secret: string } | null => {
  const bearer = /^Bearer +(\S+)$/i.exec(request.header('Authorization') ?? '')?.[1];
  if (bearer !== undefined) return { field: 'Authorization', secret: bearer };
  const key = request.header('X-API-Key');
  return key === undefined ? null : { field: 'X-API-Key', secret: key };
};

const refusal = (field: string, expected: string): EchoError =>
  new EchoError('unauthenticated', `${field}: ${expected}`, { issues: [{ field, expected }] });

/** Lets a request through that carries a valid API key, and every request to a route marked @Public(). */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(AuthService) private readonly auth: AuthService,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const targets = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean | undefined>(publicMetadata, targets) === true) return true;
    const request = context.switchToHttp().getRequest<Request>();
    const offered = offeredKey(request);
    if (offered === null) throw refusal('Authorization', 'expected "Bearer ec_…" with an API key');
    const caller = await this.auth.authenticate(offered.secret);
    if (caller === null) throw refusal(offered.field, 'expected an API key that exists and was not revoked');
    rememberCaller(request, caller);
    return true;
  }
}
