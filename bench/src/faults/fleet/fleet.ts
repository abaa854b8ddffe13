import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createStorage, type Database, openDatabase, type StoragePort, TenantsRepository } from '@echocohort/platform';
import { openBundle } from '@echocohort/sampler';
import { type TenantId } from '@echocohort/shared';
import {
  expectEventually,
  freePorts,
  type RedisRig,
  type Rig,
  type S3Rig,
  startPostgres,
  startRedis,
  startS3,
} from '@echocohort/testing';
import { findProcess } from '../../measure/cpu-time.js';
import { root } from '../../system/root.js';
import { Link } from './link.js';
import { Member } from './member.js';
import { Scratch } from './scratch.js';
import { ServerProcess } from './server-process.js';

/** The stores that a process of the system speaks with, over links of its own. */
export interface Links {
  readonly redis: Link;
  readonly postgres: Link;
  readonly s3: Link;
}

export interface Placed extends Links {
  readonly member: Member;
  readonly scratch: Scratch;
}

export interface Api extends Placed {
  readonly url: string;
}

export interface TenantOfFleet {
  readonly tenantId: TenantId;
  readonly apiKey: string;
}

/** A whole system of real processes, of which each can fail for itself. */
export interface Fleet {
  readonly apis: readonly Api[];
  readonly workers: readonly Placed[];
  readonly servers: {
    readonly redis: Pick<RedisRig, 'restart'>;
    readonly postgres: ServerProcess;
    readonly s3: ServerProcess;
  };
  /** Past all links: for whoever looks at what happened. */
  readonly database: Database;
  readonly storage: StoragePort;
  readonly tenants: readonly [TenantOfFleet, ...TenantOfFleet[]];
  flushRedis(): void;
  stop(): Promise<void>;
}

const apiCount = 2;
const workerCount = 3;
const bundleDir = resolve(root, 'models/tiny');
/** What runs ahead: a whole process's clock, as a machine's would. */
const clockAhead = (ms: number): string =>
  `data:text/javascript,${encodeURIComponent(
    `const D=Date,n=D.now.bind(D);globalThis.Date=class extends D{constructor(...a){a.length?super(...a):super(n()+${ms})}static now(){return n()+${ms}}};`,
  )}`;
const tenMinutesMs = 600_000;

/** @param words of its command line, and of no other's */
const serverProcess = (...words: readonly string[]): ServerProcess => {
  const pid = findProcess(...words);
  if (pid === null) throw new Error(`there is no process of ${words.join(' ')}`);
  return new ServerProcess(pid);
};

const linkTo = (url: string): Promise<Link> => Link.to('127.0.0.1', Number(new URL(url).port));

const through = (url: string, { port }: Link): string => {
  const changed = new URL(url);
  changed.port = String(port);
  return changed.href.replace(/\/$/, '');
};

/** What has to be done at the end, the last thing first. */
type AtEnd = (() => unknown)[];

/** The stores as they are started, and how a process finds them past its links. */
interface Stores {
  readonly redis: RedisRig;
  readonly postgres: Rig;
  readonly s3: S3Rig;
}

const startStores = async (atEnd: AtEnd): Promise<Stores> => {
  const [redis, postgres, s3] = await Promise.all([startRedis(), startPostgres({ durable: true }), startS3()]);
  atEnd.push(() => Promise.all([redis.stop(), postgres.stop(), s3.stop()]));
  return { redis, postgres, s3 };
};

const openStores = async ({ postgres, s3 }: Stores, atEnd: AtEnd): Promise<Pick<Fleet, 'database' | 'storage'>> => {
  const database = await openDatabase({ databaseUrl: postgres.url });
  atEnd.push(() => database.close());
  const { endpoint, region, bucket, accessKeyId, secretAccessKey } = s3;
  const place = { driver: 's3', endpoint, publicUrl: undefined, region, bucket } as const;
  const storage = createStorage({ ...place, accessKeyId, secretAccessKey, forcePathStyle: true });
  await storage.prepare();
  return { database, storage };
};

interface Placing {
  readonly stores: Stores;
  readonly dir: string;
  readonly atEnd: AtEnd;
}

/** Starts a process with links and a scratch folder of its own. */
const place = async (
  { stores: { redis, postgres, s3 }, dir, atEnd }: Placing,
  [name, script]: readonly [name: string, script: string],
  own: Readonly<Record<string, string>>,
): Promise<Placed> => {
  const scratch = Scratch.make(join(dir, name.replace(' ', '-')));
  atEnd.push(() => {
    scratch.remove();
  });
  const links = { redis: await linkTo(redis.url), postgres: await linkTo(postgres.url), s3: await linkTo(s3.url) };
  atEnd.push(() => Promise.all(Object.values(links).map((link) => link.close())));
  const member = new Member(name, script, {
    HOST: '127.0.0.1',
    LOG_LEVEL: 'warn',
    TMPDIR: scratch.dir,
    DATABASE_URL: through(postgres.url, links.postgres),
    REDIS_URL: through(redis.url, links.redis),
    STORAGE_DRIVER: 's3',
    STORAGE_ENDPOINT: through(s3.url, links.s3),
    STORAGE_REGION: s3.region,
    STORAGE_BUCKET: s3.bucket,
    STORAGE_ACCESS_KEY_ID: s3.accessKeyId,
    STORAGE_SECRET_ACCESS_KEY: s3.secretAccessKey,
    MODELS_DIR: dirname(bundleDir),
    ...own,
  });
  atEnd.push(() => member.end('SIGKILL'));
  member.start();
  return { ...links, member, scratch };
};

/** Receivers are on this machine. */
const webhooks = {
  WEBHOOKS_KEY: 'for-the-secrets-of-a-fault-ledger',
  WEBHOOKS_NETWORKS: '127.0.0.0/8',
  WEBHOOKS_ALLOW_HTTP: 'true',
};

const placeAll = async (placing: Placing): Promise<Pick<Fleet, 'apis' | 'workers'>> => {
  const { manifest } = await openBundle(bundleDir);
  const ports = await freePorts(apiCount + workerCount);
  const urls = ports.map((port) => `http://127.0.0.1:${port}`);
  const apis: Api[] = [];
  for (const [k, url] of urls.slice(0, apiCount).entries()) {
    const own = { PORT: new URL(url).port, DEFAULT_MODEL: manifest.name, ...webhooks };
    apis.push({ ...(await place(placing, [`api ${k}`, 'apps/api/dist/main.js'], own)), url });
  }
  const workers: Placed[] = [];
  for (const [k, url] of urls.slice(apiCount).entries()) {
    const ahead = k === 0 ? { NODE_OPTIONS: `--import=${clockAhead(tenMinutesMs)}` } : {};
    const own = { METRICS_PORT: new URL(url).port, MODELS: manifest.name, THREADS: '1', ENCODERS: '1', ...ahead };
    workers.push(await place(placing, [`worker ${k}`, 'apps/worker/dist/main.js'], own));
  }
  await Promise.all(urls.map(untilReady));
  return { apis, workers };
};

const makeTenant = async (database: Database, databaseUrl: string, name: string): Promise<TenantOfFleet> => {
  const { id: tenantId } = await new TenantsRepository(database).ensure(name);
  const env = { ...process.env, DATABASE_URL: databaseUrl };
  const words = ['apps/api/dist/create-key.js', name];
  return { tenantId, apiKey: execFileSync(process.execPath, words, { cwd: root, encoding: 'utf8', env }).trim() };
};

/** Starts two APIs, three workers (one with a clock ten minutes ahead) and their stores. */
export const startFleet = async (tell: (text: string) => void): Promise<Fleet> => {
  const atEnd: AtEnd = [];
  const dir = await mkdtemp(join(tmpdir(), 'echocohort-faults-'));
  atEnd.push(() => rm(dir, { recursive: true, force: true }));
  tell('starting Redis, PostgreSQL and S3');
  const stores = await startStores(atEnd);
  const opened = await openStores(stores, atEnd);
  tell(`starting ${apiCount} APIs and ${workerCount} workers`);
  const placed = await placeAll({ stores, dir, atEnd });
  const [redis, postgres, s3] = [stores.redis, new URL(stores.postgres.url), new URL(stores.s3.url)];
  const first = await makeTenant(opened.database, stores.postgres.url, 'first');
  const second = await makeTenant(opened.database, stores.postgres.url, 'second');
  return {
    ...placed,
    ...opened,
    tenants: [first, second],
    servers: {
      redis,
      postgres: serverProcess('postgres', `-p ${postgres.port}`),
      s3: serverProcess('weed', `-s3.port=${s3.port}`),
    },
    flushRedis: () => {
      execFileSync('redis-cli', ['-u', redis.url, 'flushall']);
    },
    stop: async () => {
      for (const end of atEnd.reverse()) await end();
    },
  };
};

const untilReady = (url: string): Promise<void> =>
  expectEventually(
    async () => {
      const { ok } = await fetch(`${url}/readyz`);
      if (!ok) throw new Error(`${url} is not ready`);
    },
    { timeoutMs: 180_000 },
  );
