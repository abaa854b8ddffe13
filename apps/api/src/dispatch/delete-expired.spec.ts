import {
  AuditLogRepository,
  createLogger,
  EventsRepository,
  ExpiredRowsRepository,
  openDatabase,
  OutboxRepository,
  RunsRepository,
  TenantsRepository,
  type Database,
} from '@echocohort/platform';
import { newApiKeyId, type TenantId } from '@echocohort/shared';
import { runSpecOf, startPostgres } from '@echocohort/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { defaultExpiryConfig, type ExpiryConfig } from '../api-config.js';
import { DeleteExpired } from './delete-expired.js';

describe('expired rows', () => {
  let postgres: Awaited<ReturnType<typeof startPostgres>>;
  let database: Database;
  let tenantId: TenantId;
  let nowMs = 0;

  beforeAll(async () => {
    postgres = await startPostgres();
    database = await openDatabase({ databaseUrl: postgres.url });
    tenantId = (await new TenantsRepository(database).ensure('keys')).id;
  });
  afterAll(async () => {
    await database.close();
    await postgres.stop();
  });
  beforeEach(async () => {
    await sql`truncate idempotency_keys, events`.execute(database.db);
  });

  const dutyWith = (overrides: Partial<ExpiryConfig> = {}) =>
    new DeleteExpired({
      repository: new ExpiredRowsRepository(database),
      logger: createLogger('expiry', { level: 'silent' }),
      config: { ...defaultExpiryConfig, ...overrides },
      now: () => nowMs,
    });
  const tick = async (duty: DeleteExpired, afterMs = defaultExpiryConfig.everyMs): Promise<void> => {
    nowMs += afterMs;
    await duty.tick();
  };
  /** Runs with a key each; a run makes an event, which is published. */
  const create = async (...keys: string[]): Promise<void> => {
    const run = { lane: 'bulk', spec: runSpecOf() } as const;
    for (const key of keys)
      await new RunsRepository(database).create(tenantId, run, { key, bodySha256: 'b'.repeat(64) });
    await new OutboxRepository(database).publish(100);
  };
  const age = async (table: 'idempotency_keys' | 'events', hours: number): Promise<void> => {
    const at = sql.ref(table === 'events' ? 'at' : 'created_at');
    await sql`update ${sql.table(table)} set ${at} = now() - make_interval(hours => ${hours}::integer)`.execute(
      database.db,
    );
  };
  const keys = async (): Promise<string[]> =>
    (await database.db.selectFrom('idempotencyKeys').select('key').orderBy('key').execute()).map(({ key }) => key);
  const published = () => new EventsRepository(database).list(tenantId, { after: 0, upTo: 1e9, limit: 100 });
  const events = async (): Promise<number> => (await published()).length;

  it('go: keys after a day, events after a week', async () => {
    await create('old');
    await age('idempotency_keys', 25);
    await age('events', 7 * 24 + 1);
    await create('young');
    const duty = dutyWith();
    await tick(duty);
    expect([await keys(), await events()]).toEqual([['young'], 1]);
    const { last, expired } = await new EventsRepository(database).head();
    expect([expired, (await published())[0]?.sequence]).toEqual([last - 1, last]);
    await age('idempotency_keys', 23);
    await age('events', 7 * 24 - 1);
    await tick(duty);
    expect([await keys(), await events()]).toEqual([['young'], 1]);
  });

  it('go: entries of the audit log after a year', async () => {
    const facts = { tenantId, apiKeyId: newApiKeyId(), method: 'POST', path: '/', status: 200, address: '::1' };
    const daysAgo = (days: number) => new Date(Date.now() - days * 24 * 60 * 60_000);
    const log = new AuditLogRepository(database);
    for (const days of [366, 364])
      await log.append([{ ...facts, operation: `${days}`, correlationId: 'c', at: daysAgo(days) }]);
    await tick(dutyWith());
    expect((await log.list(tenantId, { limit: 9 })).map(({ operation }) => operation)).toEqual(['364']);
  });

  it('go some at a time, at their pace', async () => {
    await create('a', 'b', 'c', 'd', 'e');
    await age('idempotency_keys', 48);
    await age('events', 24 * 30);
    const duty = dutyWith({ rowsPerTick: 2 });
    await tick(duty);
    expect([(await keys()).length, await events()]).toEqual([3, 3]);
    await tick(duty, 1);
    expect([(await keys()).length, await events()]).toEqual([3, 3]);
    await tick(duty);
    await tick(duty);
    expect([await keys(), await events()]).toEqual([[], 0]);
  });
});
