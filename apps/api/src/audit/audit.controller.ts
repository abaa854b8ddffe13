import { type AuditEntryRow, AuditLogRepository } from '@echocohort/platform';
import { type TenantId } from '@echocohort/shared';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { TenantOfCaller } from '../auth/caller.js';
import { input } from '../http/input.pipe.js';
import { cutPage } from '../http/page.schema.js';
import { type AuditEntryView, type AuditPage, type AuditPageQuery, auditPageQuerySchema } from './audit.schema.js';

const entryView = ({ tenantId: _own, apiKeyId, at, ...facts }: AuditEntryRow): AuditEntryView => ({
  ...facts,
  keyId: apiKeyId,
  at: at.toISOString(),
});

@Controller('v1/audit-log')
export class AuditController {
  constructor(@Inject(AuditLogRepository) private readonly log: AuditLogRepository) {}

  @Get()
  async list(
    @TenantOfCaller() tenantId: TenantId,
    @Query(input(auditPageQuerySchema)) { after, limit }: AuditPageQuery,
  ): Promise<AuditPage> {
    const rows = await this.log.list(tenantId, { after, limit: limit + 1 });
    return cutPage(rows, limit, entryView, ({ id }) => id);
  }
}
