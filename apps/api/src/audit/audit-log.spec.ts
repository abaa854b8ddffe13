import { type AuditEntry, type AuditLogRepository, createLogger } from '@echocohort/platform';
import { EchoError, newApiKeyId, newTenantId } from '@echocohort/shared';
import { expectEventually } from '@echocohort/testing';
import { describe, expect, it } from '@jest/globals';
import { type ApiOptions } from '../parts.js';
import { AuditLog } from './audit-log.js';

const entryOf = (operation: string): AuditEntry => ({
  ...{ tenantId: newTenantId(), apiKeyId: newApiKeyId(), operation, method: 'POST', path: '/', status: 200 },
  ...{ address: '::1', correlationId: 'c', at: new Date(0) },
});

/** A log on a database that can be taken away. */
const logOn = (database: { isThere: boolean }) => {
  const writes: string[][] = [];
  const append = (entries: readonly AuditEntry[]): Promise<void> => {
    if (!database.isThere) return Promise.reject(new EchoError('unavailable', 'the database does not answer'));
    if (entries.some(({ operation }) => operation === 'bad')) return Promise.reject(new Error('not that one'));
    writes.push(entries.map(({ operation }) => operation));
    return Promise.resolve();
  };
  const logger = createLogger('audit', { level: 'silent' });
  const lost: unknown[] = [];
  logger.error = (facts: unknown) => {
    lost.push(facts);
  };
  const log = new AuditLog({ logger } as unknown as ApiOptions, { append } as unknown as AuditLogRepository);
  return { log, writes, lost };
};

describe('the audit log', () => {
  it('writes at once what comes alone, and together what comes during a write', async () => {
    const { log, writes } = logOn({ isThere: true });
    for (const operation of ['a', 'b', 'c']) log.append(entryOf(operation));
    await log.onApplicationShutdown();
    expect(writes).toEqual([['a'], ['b', 'c']]);
  });

  it('keeps entries through an outage of the database, in their order', async () => {
    const database = { isThere: false };
    const { log, writes, lost } = logOn(database);
    for (const operation of ['a', 'b']) log.append(entryOf(operation));
    database.isThere = true;
    await expectEventually(() => expect(writes.flat()).toEqual(['a', 'b']));
    expect(lost).toEqual([]);
  });

  it('is not held up by what the database does not take', async () => {
    const { log, writes, lost } = logOn({ isThere: true });
    log.append(entryOf('bad'));
    log.append(entryOf('good'));
    await expectEventually(() => expect(writes).toEqual([['good']]));
    expect(lost).toHaveLength(1);
  });

  it('ends without the database, and leaves what it had to the log of the process', async () => {
    const { log, lost } = logOn({ isThere: false });
    log.append(entryOf('a'));
    await log.onApplicationShutdown();
    expect(lost).toMatchObject([{ entry: { operation: 'a' } }]);
  });
});
