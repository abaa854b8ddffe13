import { randomBytes } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { basename, dirname, join, resolve } from 'node:path';
import { openDatabase, TenantsRepository, type Database } from '@echocohort/platform';
import { openBundle, type Bundle } from '@echocohort/sampler';
import { type TenantId } from '@echocohort/shared';
import { freePort, startPostgres, startRedis, startS3 } from '@echocohort/testing';
import { type Context } from '../benches/context.js';
import { findProcess } from '../measure/cpu-time.js';
import { serve, type Served } from './processes.js';
import { type MemoryGroup } from './memory-group.js';
import { root } from './root.js';

/** Stores, API and dispatcher as they run in production, each a process of its own; workers come on top. */
export interface System {
  readonly bundle: Bundle;
  readonly database: Database;
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly tenantId: TenantId;
  readonly api: Served;
  readonly apiKey: string;
  readonly pids: { readonly redis: number | null; readonly postgres: number | null };
  /** Variables that every server process needs. */
  readonly environment: Readonly<Record<string, string>>;
}

const tenant = 'bench';

const storage = async (context: Context, apiUrl: string): Promise<Readonly<Record<string, string>>> => {
  if (context.args.storage === 'file')
    return {
      STORAGE_DRIVER: 'file',
      STORAGE_DIR: join(context.scratch, 'objects'),
      STORAGE_PUBLIC_URL: apiUrl,
      STORAGE_URL_SECRET: randomBytes(32).toString('base64url'),
    };
  const s3 = await startS3();
  context.atEnd(() => s3.stop());
  return {
    STORAGE_DRIVER: 's3',
    STORAGE_ENDPOINT: s3.endpoint,
    STORAGE_REGION: s3.region,
    STORAGE_BUCKET: s3.bucket,
    STORAGE_ACCESS_KEY_ID: s3.accessKeyId,
    STORAGE_SECRET_ACCESS_KEY: s3.secretAccessKey,
  };
};

/** How the API is started, where not as usual. */
export interface ApiStart {
  readonly environment?: Readonly<Record<string, string>>;
  readonly memory?: MemoryGroup | null;
}

export const startSystem = async (context: Context, start: ApiStart = {}): Promise<System> => {
  const bundleDir = resolve(context.bundleDir);
  const bundle = await openBundle(bundleDir);
  context.tell('starting Redis, PostgreSQL and the API');
  const [redis, postgres] = await Promise.all([startRedis(), startPostgres({ durable: true })]);
  context.atEnd(() => Promise.all([redis.stop(), postgres.stop()]));
  const url = `http://127.0.0.1:${await freePort()}`;
  const environment = {
    HOST: '127.0.0.1',
    LOG_LEVEL: 'warn',
    DATABASE_URL: postgres.url,
    REDIS_URL: redis.url,
    MODELS_DIR: dirname(bundleDir),
    DEFAULT_MODEL: bundle.manifest.name,
    ...(await storage(context, url)),
  };
  const database = await openDatabase({ databaseUrl: postgres.url });
  context.atEnd(() => database.close());
  const { id: tenantId } = await new TenantsRepository(database).ensure(tenant);
  const apiEnvironment = { ...environment, ...start.environment, PORT: new URL(url).port };
  const api = await serve('apps/api/dist/main.js', url, apiEnvironment, start.memory);
  context.atEnd(() => api.stop());
  const apiKey = createKey({ environment }, tenant);
  return {
    bundle,
    database,
    databaseUrl: postgres.url,
    redisUrl: redis.url,
    tenantId,
    api,
    apiKey,
    pids: {
      redis: findProcess('redis-server', new URL(redis.url).port),
      postgres: findProcess('postgres', '-p', new URL(postgres.url).port),
    },
    environment,
  };
};

/** A key for the tenant of that name, which is made if there is none. */
export const createKey = ({ environment }: Pick<System, 'environment'>, tenantName: string): string =>
  execFileSync(process.execPath, ['apps/api/dist/create-key.js', tenantName], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, ...environment },
  }).trim();

/** A worker process with the real sampler, its encoders and uploads. */
export const startRealWorker = async (context: Context, system: System): Promise<Served> => {
  const { args, threads, bundleDir } = context;
  const port = String(await freePort());
  context.tell(`starting a worker on ${args.provider}`);
  const worker = await serve('apps/worker/dist/main.js', `http://127.0.0.1:${port}`, {
    ...system.environment,
    METRICS_PORT: port,
    MODELS: basename(resolve(bundleDir)),
    PROVIDER: args.provider,
    THREADS: String(threads),
    AUDIT_SHARE: String(args.auditShare),
  });
  context.atEnd(() => worker.stop());
  return worker;
};
