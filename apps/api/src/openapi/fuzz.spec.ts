import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { encodeNpy } from '@echocohort/media';
import { ApiKeysRepository, ClipsRepository, storageKeys } from '@echocohort/platform';
import {
  apiKeyIdSchema,
  clipIdSchema,
  deliveryIdSchema,
  firingIdSchema,
  runIdSchema,
  scheduleIdSchema,
  scopes,
  tenantIdSchema,
  webhookIdSchema,
} from '@echocohort/shared';
import { cohortSpecOf, greyClipOf, runSpecOf, startPostgres, startRedis } from '@echocohort/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { startTestApi, type TestApi } from '../test-rig/start-test-api.js';
import { exampleIds } from './examples.js';

/** In a virtual environment of its own, which the set-up of `npm test` makes. */
const schemathesis = fileURLToPath(new URL('../../../../.cache/python-tools/bin/schemathesis', import.meta.url));
const runSeconds = 60;

/**
 * A value may fit its schema and be refused for what it means: a model that nobody has, a picture of one pixel. And a header that
 * nobody knows is passed over, as HTTP wants it: none is sent. All else that a check expects stands.
 */
const settings = `
[checks]
positive_data_acceptance.expected-statuses = ["2xx", "3xx", 400, 401, 403, 404, 409, 415, 422, 429]
negative_data_rejection.expected-statuses = [400, 401, 403, 404, 405, 406, 409, 415, 422, 428, 429, "5xx"]

[generation]
allow-extra-parameters = false
`;

/** The examples of the document name a clip, runs, a schedule, a webhook, an export, a key and a tenant: with these they lead to something. */
const makeExamplesTrue = async ({ api, alice, database, storage }: TestApi): Promise<void> => {
  const { tenantId } = alice;
  const clipId = clipIdSchema.parse(exampleIds.clip);
  const clip = greyClipOf({ frames: 60 });
  const [framesKey, sheetKey] = [storageKeys.clipFrames(tenantId, clipId), storageKeys.clipSheet(tenantId, clipId)];
  for (const key of [framesKey, sheetKey]) await storage.put(key, encodeNpy(clip), { contentType: 'image/png' });
  const { frames, height, width, framesPerSecond } = clip;
  const view = { x: 0, y: 0, height, width };
  const facts = { format: 'npy', frames, height, width, framesPerSecond, sector: { ...view, coverage: 1 }, view };
  const names = { originalName: 'clip.npy', framesKey, sheetKey, sha256: exampleIds.sha256 };
  await api.app.get(ClipsRepository).insert(tenantId, { id: clipId, ...facts, ...names }, []);
  await database.db
    .insertInto('tenants')
    .values({ id: tenantIdSchema.parse(exampleIds.tenant), name: 'of the examples' })
    .execute();
  const spare = await api.app.get(ApiKeysRepository).create(tenantId, { name: 'spare' });
  const id = apiKeyIdSchema.parse(exampleIds.key);
  await database.db.updateTable('apiKeys').set({ id }).where('id', '=', spare.id).execute();
  const run = { tenantId, lane: 'interactive', status: 'queued' } as const;
  const counts = { samplesTotal: 8, frames: 16, nextIndex: 0, succeeded: 0, accepted: 0, failed: 0 };
  const summary = { sources: 0, arms: 2, splits: {}, leftOut: { sources: 0, examples: [], targets: 0 } };
  const runs = [
    { id: exampleIds.run, kind: 'generation', spec: runSpecOf(), summary: null },
    { id: exampleIds.cohort, kind: 'cohort', spec: cohortSpecOf(), summary: JSON.stringify(summary) },
  ] as const;
  for (const { id, spec, ...of } of runs)
    await database.db
      .insertInto('runs')
      .values({ ...run, ...counts, ...of, id: runIdSchema.parse(id), spec: JSON.stringify(spec) })
      .execute();
  const schedule = { id: scheduleIdSchema.parse(exampleIds.schedule), tenantId, name: 'of the examples' };
  const when = {
    cron: '0 0 1 1 *',
    timeZone: 'UTC',
    catchUp: 'once',
    catchUpMax: 1,
    newClips: false,
    paused: true,
  } as const;
  const cohort = JSON.stringify({ plan: { kind: 'list', targets: [40] } });
  await database.db
    .insertInto('schedules')
    .values({ ...schedule, ...when, cohort, nextFireAt: null })
    .execute();
  const webhook = { id: webhookIdSchema.parse(exampleIds.webhook), tenantId, url: 'https://receiver.example/' };
  const silent = { description: null, kinds: null, enabled: false, disabledReason: null };
  const unsigned = { secret: 'none', previousSecret: null, previousUntil: null, position: 0, failingSince: null };
  await database.db
    .insertInto('webhooks')
    .values({ ...webhook, ...silent, ...unsigned })
    .execute();
  const message = { id: deliveryIdSchema.parse(exampleIds.delivery), messageId: 'evt_1', sequence: 1 };
  const unsent = { attemptedAt: null, latencyMs: null, responseStatus: null, responseExcerpt: null, error: null };
  await database.db
    .insertInto('webhookDeliveries')
    .values({ ...message, ...unsent, tenantId, webhookId: webhook.id, kind: 'clip.read', status: 'delivered' })
    .execute();
  await sql`insert into exports (id, tenant_id) values (${exampleIds.export}, ${tenantId})`.execute(database.db);
  const firing = { id: firingIdSchema.parse(exampleIds.firing), scheduleId: schedule.id, tenantId };
  const none = { clipsFrom: null, clips: null, error: null, settledAt: null };
  await database.db
    .insertInto('firings')
    .values({
      ...firing,
      ...none,
      fireAt: new Date(),
      kind: 'manual',
      status: 'fired',
      runId: runIdSchema.parse(exampleIds.cohort),
    })
    .execute();
};

describe('the document and the API', () => {
  let rigs: { url: string; stop(): Promise<void> }[];
  let test: TestApi;
  let folder: string;

  beforeAll(async () => {
    const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
    rigs = [postgres, redis];
    test = await startTestApi({ database: { databaseUrl: postgres.url }, redisUrl: redis.url });
    folder = await mkdtemp(join(tmpdir(), 'echocohort-fuzz-'));
    await makeExamplesTrue(test);
  });
  afterAll(async () => {
    await test.close();
    await Promise.all([...rigs.map((rig) => rig.stop()), rm(folder, { recursive: true })]);
  });

  it('agree on whatever is sent, alone and in sequences, and no request is an error of the server', async () => {
    await writeFile(join(folder, 'schemathesis.toml'), settings);
    const { secret } = await new ApiKeysRepository(test.database).create(test.alice.tenantId, { name: 'fuzz', scopes });
    const args = [
      `--config-file=${join(folder, 'schemathesis.toml')}`,
      'run',
      `${test.url}/openapi.json`,
      `--header=Authorization: Bearer ${secret}`,
      '--phases=examples,coverage,fuzzing,stateful',
      '--checks=all',
      '--seed=7',
      `--max-time=${runSeconds}`,
      '--no-color',
    ];
    const { stdout } = await promisify(execFile)(schemathesis, args, { cwd: folder, maxBuffer: 2 ** 26 }).catch(
      (error: unknown) => {
        const { stdout: report = '', message } = error as Error & { stdout?: string };
        throw new Error(report || message);
      },
    );
    expect(stdout).toMatch(/Tested: 74/);
  }, 150_000);
});
