import { newClipId, newWebhookId, type TenantId } from '@echocohort/shared';
import { emptyPglite, startPostgres, type PostgresRelease } from '@echocohort/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rm } from 'node:fs/promises';
import { sql } from 'kysely';
import {
  type Database,
  type DeliveryAttempt,
  DueWebhooksRepository,
  EventsRepository,
  ExpiredRowsRepository,
  exportedTables,
  ExportingRepository,
  openDatabase,
  OutboxRepository,
  TenantsRepository,
  type WebhookRow,
  WebhooksRepository,
} from '../index.js';

interface Opened {
  readonly database: Database;
  stop(): Promise<void>;
}

const onPostgres = async (release: PostgresRelease): Promise<Opened> => {
  const rig = await startPostgres({ release });
  const database = await openDatabase({ databaseUrl: rig.url });
  return { database, stop: () => database.close().then(() => rig.stop()) };
};

const onPglite = async (): Promise<Opened> => {
  const dir = await emptyPglite();
  const database = await openDatabase({ pgliteDir: dir });
  return { database, stop: () => database.close().then(() => rm(dir, { recursive: true })) };
};

const soon = (): Date => new Date(Date.now() + 60_000);
const attempt = (error: string | null): DeliveryAttempt => ({
  ...{ at: new Date(), latencyMs: 7, responseStatus: 200, responseExcerpt: null, error },
});

describe.each([
  ['PostgreSQL 15', () => onPostgres('debian')],
  ['PostgreSQL 18', () => onPostgres('compose')],
  ['PGlite', onPglite],
] as const)('webhooks on %s', (_name, open) => {
  let opened: Opened;
  let due: DueWebhooksRepository;
  let webhooks: WebhooksRepository;
  const tenants: TenantId[] = [];

  beforeAll(async () => {
    opened = await open();
    [due, webhooks] = [new DueWebhooksRepository(opened.database), new WebhooksRepository(opened.database)];
    tenants.length = 0;
    for (const name of ['one', 'two']) tenants.push((await new TenantsRepository(opened.database).ensure(name)).id);
  });
  afterAll(() => opened.stop());

  const make = async (tenantId: TenantId): Promise<WebhookRow> => {
    const { last: position } = await new EventsRepository(opened.database).head();
    const webhook = { id: newWebhookId(), url: 'https://receiver.example/', description: null, enabled: true };
    return (await webhooks.create(tenantId, { ...webhook, kinds: ['clip.read'], secret: 'sealed', position }, 10))!;
  };
  const tell = async (tenantId: TenantId): Promise<void> => {
    const payload = JSON.stringify({ clipId: newClipId(), fingerprint: 'f', refusal: null });
    await opened.database.db.insertInto('outbox').values({ tenantId, topic: 'clip.read', payload }).execute();
    await new OutboxRepository(opened.database).publish(10);
  };

  it('are due in turns of their tenants, move once, and fall silent with a word', async () => {
    const [one, two] = tenants as [TenantId, TenantId];
    const [first, second, other] = [await make(one), await make(one), await make(two)];
    for (const tenantId of [one, two]) await tell(tenantId);
    const found = await due.due(soon(), [], 10);
    expect(found.map(({ id }) => id)).toEqual([first.id, other.id, second.id]);
    expect(found[0]).toMatchObject({ kinds: ['clip.read'], position: 0, failures: 0, previousSecret: null });
    expect((await due.due(soon(), [first.id], 1)).map(({ id }) => id)).toEqual([second.id]);
    const [webhook, third] = [found[0]!, found[2]!];
    const [event] = await due.eventsAfter(one, 0, 10);
    const sent = { messageId: 'evt_1', event: event! };
    expect(await due.settle(webhook, sent, attempt('no'), { status: 'retrying', nextAttemptAt: soon() })).toBe(true);
    expect(await due.settle(webhook, sent, attempt(null), { status: 'delivered' })).toBe(true);
    expect(await due.settle(webhook, sent, attempt(null), { status: 'delivered' })).toBe(false);
    const [delivery] = await webhooks.deliveries(one, first.id, { limit: 2 });
    expect(delivery).toMatchObject({ status: 'delivered', attempts: 2, sequence: event!.sequence, latencyMs: 7 });
    expect(await due.settle(third, sent, attempt('no'), { status: 'failed', reason: 'never' })).toBe(false);
    expect(await webhooks.find(one, second.id)).toMatchObject({ enabled: false, disabledReason: 'never', failures: 1 });
    expect(await new OutboxRepository(opened.database).publish(10)).toBe(1);
    expect([await due.pass(found[1]!, 2), await due.pass(found[1]!, 2)]).toEqual([true, false]);
    await webhooks.redeliver(one, first.id, delivery!.id);
    await webhooks.test(two, other.id);
    const byHand = await due.byHand([], 10);
    expect(byHand.map(({ event: of, isTest }) => [of?.sequence, isTest])).toEqual([
      [event!.sequence, false],
      [undefined, true],
    ]);
    await due.settleByHand(byHand[0]!.id, attempt('no'));
    expect(await due.byHand([byHand[1]!.id], 10)).toEqual([]);
    expect(await webhooks.delivery(one, first.id, delivery!.id)).toMatchObject({ status: 'failed', attempts: 3 });
  });

  it('and all other rows of a tenant are exported to their end, a row at a time too', async () => {
    const [one] = tenants as [TenantId];
    await sql`insert into usage_entries (tenant_id, uploads) select ${one}, n from generate_series(1, 3) as n`.execute(
      opened.database.db,
    );
    const exporting = new ExportingRepository(opened.database);
    const copied = async (rows: number): Promise<string[]> => {
      const all: string[] = [];
      for (let next: Parameters<typeof exporting.rows>[1] = { at: 'rows', table: 'tenants', after: null }; ;) {
        const found = await exporting.rows(one, next, { rows, bytes: 1e6 });
        if (found?.next.at !== 'rows') return all;
        all.push(...found.lines.map((line) => `${found.table} ${line}`));
        next = found.next;
      }
    };
    const whole = await copied(1_000);
    expect(await copied(1)).toEqual(whole);
    const count = (table: string): number => whole.filter((line) => line.startsWith(`${table} `)).length;
    expect(['tenants', 'webhooks', 'usage_entries'].map(count)).toEqual([1, 2, 3]);
    expect(whole.join()).not.toContain('sealed');
    expect(exportedTables).not.toContain('export_parts');
  });

  it('forget deliveries as old as the events that they tell of', async () => {
    const expired = new ExpiredRowsRepository(opened.database);
    expect(await expired.deleteDeliveries(3_600_000, 100)).toBe(0);
    await sql`update webhook_deliveries set created_at = now() - interval '2 hours'`.execute(opened.database.db);
    expect(await expired.deleteDeliveries(3_600_000, 1)).toBe(1);
    expect(await expired.deleteDeliveries(3_600_000, 100)).toBeGreaterThan(0);
  });
});
