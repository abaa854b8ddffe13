import { type NextFunction, type Request, type Response } from 'express';
import { callerOf } from '../auth/caller.js';
import { correlationIdOf } from '../http/request-context.js';
import { type AuditLog } from './audit-log.js';

const changesNothing: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Puts every call into the audit log that came with a valid key and may have changed something, refused ones too; not those
 * over the rate limit, which would let a client fill it.
 */
export const recordCalls =
  (log: AuditLog) =>
  (request: Request, response: Response, next: NextFunction): void => {
    const { method, path } = request;
    const address = request.ip ?? 'unknown';
    const record = () => {
      const caller = callerOf(request);
      if (caller === undefined) return;
      const { tenantId, apiKeyId, operationId: operation } = caller;
      const { statusCode: status } = response;
      const correlationId = correlationIdOf(request);
      log.append({ tenantId, apiKeyId, operation, method, path, status, address, correlationId, at: new Date() });
    };
    if (!changesNothing.has(method)) response.once('close', record);
    next();
  };
