import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ApiKeysRepository,
  connectRedis,
  createLogger,
  createMetrics,
  createStorage,
  type Database,
  type DatabaseOptions,
  openDatabase,
  ReadingQueue,
  type StoragePort,
  TenantsRepository,
  TicketQueue,
} from '@echocohort/platform';
import { type Scope, scopes, type TenantId } from '@echocohort/shared';
import {
  type Api,
  type ApiConfig,
  createApi,
  defaultApiConfig,
  defaultLeaderConfig,
  defaultReadingsConfig,
  defaultWebhooksConfig,
} from '../index.js';
import { offeredBundles } from './bundles.js';
import { type Client, clientOf } from './client.js';

export interface TestTenant {
  readonly tenantId: TenantId;
  readonly secret: string;
  readonly client: Client;
}

export interface TestApi {
  readonly api: Api;
  readonly url: string;
  readonly database: Database;
  readonly storage: StoragePort;
  readonly queue: TicketQueue;
  readonly readingQueue: ReadingQueue;
  readonly alice: TestTenant;
  readonly bob: TestTenant;
  /** With a key of all scopes. */
  readonly operator: TestTenant;
  readonly anonymous: Client;
  close(): Promise<void>;
}

/** Webhooks may lead to this machine, which no webhook may otherwise. */
export const testWebhooksConfig = {
  ...defaultWebhooksConfig,
  key: 'a key of the specs, of 32 characters or more',
  networks: ['127.0.0.0/8'],
  allowHttp: true,
} as const;

const urlSecret = 'a secret of the specs, long enough';

export interface TestApiOptions {
  readonly database: DatabaseOptions;
  readonly redisUrl: string;
  readonly config?: Partial<ApiConfig>;
}

/** The API on real parts, on a free port, with two tenants and who administers them. */
export const startTestApi = async (options: TestApiOptions): Promise<TestApi> => {
  const dir = await mkdtemp(join(tmpdir(), 'echocohort-api-'));
  const database = await openDatabase(options.database);
  const storage = createStorage({ driver: 'file', dir, publicUrl: null, secret: urlSecret });
  await storage.prepare();
  const redis = connectRedis(options.redisUrl);
  const queue = new TicketQueue(redis);
  const readingQueue = new ReadingQueue(redis);
  const config = { ...defaultApiConfig, version: '0.0.0', defaultModel: 'tiny', fileUrlSecret: urlSecret };
  const api = await createApi({
    database,
    storage,
    redis,
    queue,
    readingQueue,
    metrics: createMetrics(),
    logger: createLogger('api', { level: 'silent' }),
    config: {
      ...config,
      leader: { ...defaultLeaderConfig, busyPollMs: 20, idlePollMs: 50, leadRetryMs: 50 },
      readings: { ...defaultReadingsConfig, everyMs: 20 },
      webhooks: testWebhooksConfig,
      ...options.config,
    },
    bundles: offeredBundles(),
  });
  const { url } = await api.listen(0, '127.0.0.1');
  const tenant = async (name: string, may?: readonly Scope[]): Promise<TestTenant> => {
    const { id } = await new TenantsRepository(database).ensure(name);
    const { secret } = await new ApiKeysRepository(database).create(id, { name: 'spec', ...(may && { scopes: may }) });
    return { tenantId: id, secret, client: clientOf(url, secret) };
  };
  return {
    api,
    url,
    database,
    storage,
    queue,
    readingQueue,
    alice: await tenant('alice'),
    bob: await tenant('bob'),
    operator: await tenant('operator', scopes),
    anonymous: clientOf(url, null),
    close: async () => {
      await api.close();
      redis.disconnect();
      await Promise.all([queue.close(), readingQueue.close()]);
      await database.close();
      await rm(dir, { recursive: true });
    },
  };
};
