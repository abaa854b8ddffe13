import { newAuditEntryId, type ApiKeyId, type AuditEntryId, type TenantId } from '@echocohort/shared';
import { type Database } from '../database/database.js';
import { type Page } from '../persistence/page.js';

/** A call that may have changed something, and what came of it. */
export interface AuditEntry {
  readonly tenantId: TenantId;
  readonly apiKeyId: ApiKeyId;
  /** Of the API's document: `revokeKey`. */
  readonly operation: string;
  readonly method: string;
  /** With the ids in it. */
  readonly path: string;
  readonly status: number;
  /** Where it came from. */
  readonly address: string;
  readonly correlationId: string;
  readonly at: Date;
}

export interface AuditEntryRow extends AuditEntry {
  readonly id: AuditEntryId;
}

/** Who has called what. Tenants read their own entries; they are written for all tenants at once, and never changed. */
export class AuditLogRepository {
  constructor(private readonly database: Database) {}

  async append(entries: readonly AuditEntry[]): Promise<void> {
    if (entries.length === 0) return;
    const rows = entries.map((entry) => ({ id: newAuditEntryId(), ...entry }));
    await this.database.db.insertInto('auditLog').values(rows).execute();
  }

  /** Newest first. */
  list(tenantId: TenantId, { after, limit }: Page<AuditEntryId>): Promise<AuditEntryRow[]> {
    return this.database.asTenant(tenantId, (trx) =>
      trx
        .selectFrom('auditLog')
        .selectAll()
        .where('tenantId', '=', tenantId)
        .$if(after !== undefined, (query) => query.where('id', '<', after as AuditEntryId))
        .orderBy('id', 'desc')
        .limit(limit)
        .execute(),
    );
  }
}
