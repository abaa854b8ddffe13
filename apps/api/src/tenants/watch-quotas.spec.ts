import {
  createLogger,
  type Database,
  EventsRepository,
  openDatabase,
  OutboxRepository,
  QuotaNoticesRepository,
  QuotaRepository,
  RunsRepository,
  TenantsRepository,
} from '@echocohort/platform';
import { type TenantId } from '@echocohort/shared';
import { runSpecOf, startPostgres } from '@echocohort/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { defaultQuotaWatchConfig } from '../api-config.js';
import { nearCaps, WatchQuotas } from './watch-quotas.js';

const none = {
  inFlightSamples: null,
  queuedSamples: null,
  samplesPerDay: null,
  storageBytes: null,
  uploadsAtOnce: null,
};
const nothing = { inFlightSamples: 0, queuedSamples: 0, samplesPerDay: 0, storageBytes: 0 };

describe('a cap', () => {
  it('is near from a share of it on, and not where there is none or nothing is allowed', () => {
    const caps = { ...none, queuedSamples: 10, samplesPerDay: 10, storageBytes: 0 };
    const used = { ...nothing, queuedSamples: 8, samplesPerDay: 7, inFlightSamples: 99 };
    expect(nearCaps(caps, used, 0.8)).toEqual([{ cap: 'queuedSamples', used: 8, max: 10 }]);
    expect(nearCaps(none, used, 0.8)).toEqual([]);
  });
});

describe('who watches quotas', () => {
  let postgres: Awaited<ReturnType<typeof startPostgres>>;
  let database: Database;
  let nowMs = 0;
  beforeAll(async () => {
    postgres = await startPostgres();
    database = await openDatabase({ databaseUrl: postgres.url });
  });
  afterAll(async () => {
    await database.close();
    await postgres.stop();
  });

  const duty = () =>
    new WatchQuotas({
      notices: new QuotaNoticesRepository(database),
      quota: new QuotaRepository(database),
      logger: createLogger('quotas', { level: 'silent' }),
      config: { ...defaultQuotaWatchConfig, tenantsPerTick: 2 },
      now: () => nowMs,
    });
  /** All that comes of it now. */
  const watch = async (): Promise<void> => {
    nowMs += defaultQuotaWatchConfig.everyMs;
    const one = duty();
    while ((await one.tick()) === 'more');
    await new OutboxRepository(database).publish(100);
  };
  const tenantOf = async (name: string, samples: number, queuedSamples: number | null): Promise<TenantId> => {
    const { id } = await new TenantsRepository(database).create(name, { caps: { queuedSamples } });
    await new RunsRepository(database).create(id, { lane: 'bulk', spec: runSpecOf({ samples }) });
    return id;
  };
  const told = async (tenantId: TenantId): Promise<unknown[]> => {
    const range = { after: 0, upTo: 1_000, limit: 100, kinds: ['quota.near'] as const };
    const events = await new EventsRepository(database).list(tenantId, range);
    return events.map(({ subjectId, data }) => [subjectId, data]);
  };

  it('tells who is near a cap, once a day and cap, whoever leads, and nobody else', async () => {
    const far = [await tenantOf('far', 7, 10), await tenantOf('uncapped', 1_000, null)];
    const near = [await tenantOf('near', 8, 10), await tenantOf('at it', 10, 10), await tenantOf('last', 9, 10)];
    await Promise.all([watch(), watch()]);
    await watch();
    for (const [k, tenantId] of near.entries())
      expect(await told(tenantId)).toEqual([[tenantId, { cap: 'queuedSamples', used: [8, 10, 9][k], max: 10 }]]);
    for (const tenantId of far) expect(await told(tenantId)).toEqual([]);
    await sql`update quota_notices set day = day - 1 where tenant_id = ${near[0]}`.execute(database.db);
    await watch();
    expect([(await told(near[0]!)).length, (await told(near[1]!)).length]).toEqual([2, 1]);
  });
});
