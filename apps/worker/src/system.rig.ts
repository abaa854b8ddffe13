import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encodeNpy } from '@echocohort/media';
import {
  ClipsRepository,
  connectRedis,
  createLogger,
  createMetrics,
  createStorage,
  DispatchRepository,
  openDatabase,
  ReadingQueue,
  RunsRepository,
  SamplesRepository,
  storageKeys,
  TenantsRepository,
  TicketQueue,
  type ClipRow,
  type Database,
  type Metrics,
  type QueueDepth,
  type RunRow,
  type SamplePlace,
  type SampleRow,
  type StoragePort,
} from '@echocohort/platform';
import { openBundle, type Bundle } from '@echocohort/sampler';
import {
  newClipId,
  provenanceRecordSchema,
  type GreyClip,
  type Provenance,
  type RunSpec,
  type TenantId,
  type TicketPayload,
} from '@echocohort/shared';
import { createSampleWorker, type SampleWorker, type SampleWorkerOptions } from './sample-worker.js';
import { defaultWorkerConfig, type WorkerConfig } from './worker-config.js';

export const modelsDir = fileURLToPath(new URL('../../../models', import.meta.url));

/** The stores, the queue and the tenant that a worker's tests stand on; the specs bring the servers. */
export interface TestSystem {
  readonly database: Database;
  readonly storage: StoragePort;
  readonly storageDir: string;
  readonly queue: TicketQueue;
  readonly readingQueue: ReadingQueue;
  readonly dispatch: DispatchRepository;
  readonly runs: RunsRepository;
  readonly tenantId: TenantId;
  readonly bundle: Bundle;
  readonly redisUrl: string;
  close(): Promise<void>;
}

export const openSystem = async (databaseUrl: string, redisUrl: string): Promise<TestSystem> => {
  const database = await openDatabase({ databaseUrl });
  const storageDir = await mkdtemp(join(tmpdir(), 'echocohort-worker-'));
  const storage = createStorage({
    driver: 'file',
    dir: storageDir,
    publicUrl: 'http://127.0.0.1',
    secret: 's'.repeat(32),
  });
  await storage.prepare();
  const connection = connectRedis(redisUrl);
  const queue = new TicketQueue(connection);
  const readingQueue = new ReadingQueue(connection);
  const { id: tenantId } = await new TenantsRepository(database).ensure('worker specs');
  return {
    database,
    storage,
    storageDir,
    queue,
    readingQueue,
    dispatch: new DispatchRepository(database),
    runs: new RunsRepository(database),
    tenantId,
    bundle: await openBundle(join(modelsDir, 'tiny')),
    redisUrl,
    close: async () => {
      await Promise.all([queue.close(), readingQueue.close()]);
      connection.disconnect();
      await database.close();
      await rm(storageDir, { recursive: true, force: true });
    },
  };
};

export const createRun = async (system: TestSystem, spec: RunSpec): Promise<RunRow> =>
  (await system.runs.create(system.tenantId, { lane: 'bulk', spec })).run;

/** Tickets of runs that `createRun` made. */
export const bulkDepth = ({ queue, bundle }: TestSystem): Promise<QueueDepth> =>
  queue.depth({ fingerprint: bundle.fingerprint, lane: 'bulk' });

/** Issues a run's samples as tickets of `count` each and queues them. */
export const dispatchRun = async (system: TestSystem, run: RunRow, count: number): Promise<TicketPayload[]> => {
  const tickets = Math.ceil(run.samplesTotal / count);
  const issued = await system.dispatch.issue(Array.from({ length: tickets }, () => ({ runId: run.id, count })));
  await system.queue.add(issued);
  return issued;
};

export const samplesOf = (system: TestSystem, run: RunRow): Promise<SampleRow[]> =>
  new SamplesRepository(system.database).list(system.tenantId, run, { limit: 10_000 });

/** The objects of a run, by their keys. */
export const objectsOf = async ({ storage, tenantId }: TestSystem, run: RunRow): Promise<string[]> => {
  const keys: string[] = [];
  for await (const key of storage.list(storageKeys.runPrefix(tenantId, run.id))) keys.push(key);
  return keys.sort();
};

/** Where the files of a sample lie that did not fail. */
export const placeOf = ({ tenantId, runId, index, take }: SampleRow): SamplePlace => {
  if (take === null) throw new Error(`sample ${index} has no files`);
  return { tenantId, runId, index, take };
};

/** sample.json of a sample, and what of it is read back. */
export const recordOf = async ({ storage }: TestSystem, sample: SampleRow): Promise<Record<string, unknown>> => {
  const record = await storage.get(storageKeys.sampleRecord(placeOf(sample)));
  return JSON.parse(Buffer.from(record).toString('utf8')) as Record<string, unknown>;
};
export const provenanceOf = async (system: TestSystem, sample: SampleRow): Promise<Provenance> =>
  provenanceRecordSchema.parse(await recordOf(system, sample)).provenance;

export interface TestWorker {
  readonly worker: SampleWorker;
  readonly metrics: Metrics;
}

export const startWorker = async (
  system: TestSystem,
  {
    config = {},
    storage = system.storage,
    ...others
  }: { config?: Partial<WorkerConfig> } & Partial<
    Pick<SampleWorkerOptions, 'storage' | 'logger' | 'ticketTimings' | 'stations'> & { bundles: readonly Bundle[] }
  > = {},
): Promise<TestWorker> => {
  const metrics = createMetrics();
  const worker = await createSampleWorker({
    database: system.database,
    storage,
    redisUrl: system.redisUrl,
    metrics,
    logger: createLogger('worker', { level: 'silent' }),
    config: { ...defaultWorkerConfig, threads: 1, auditShare: 1, ...config },
    bundles: [system.bundle],
    ...others,
  });
  await worker.run();
  return { worker, metrics };
};

/** Stores a clip as an upload would, with readings asked for by the bundles of these fingerprints. */
export const storeClip = async (
  system: TestSystem,
  clip: GreyClip,
  { view, fingerprints = [] }: { view?: ClipRow['view'] | undefined; fingerprints?: readonly string[] } = {},
): Promise<ClipRow> => {
  const id = newClipId();
  const framesKey = storageKeys.clipFrames(system.tenantId, id);
  await system.storage.put(framesKey, encodeNpy(clip), { contentType: 'application/octet-stream' });
  const { frames, height, width, framesPerSecond } = clip;
  const row = {
    id,
    originalName: 'clip.npy',
    format: 'npy',
    frames,
    height,
    width,
    framesPerSecond,
    framesKey,
    sheetKey: storageKeys.clipSheet(system.tenantId, id),
    sha256: '0'.repeat(64),
    sector: { x: 0, y: 0, width, height, coverage: 1 },
    view: view ?? { x: 0, y: 0, width, height },
  };
  return new ClipsRepository(system.database).insert(system.tenantId, row, fingerprints);
};

/** A disc that beats; frames that are named are black. */
export const beatingClip = (frames = 20, black: readonly number[] = []): GreyClip => {
  const [height, width] = [60, 80];
  const pixels = new Uint8Array(frames * height * width);
  for (let t = 0; t < frames; t += 1) {
    if (black.includes(t)) continue;
    const radius = 14 + 5 * Math.cos((2 * Math.PI * t) / 10);
    for (let y = 0; y < height; y += 1)
      for (let x = 0; x < width; x += 1)
        pixels[(t * height + y) * width + x] = Math.hypot(x - 40, y - 30) < radius ? 6 : 90;
  }
  return { pixels, frames, height, width, framesPerSecond: 40 };
};

/** A real storage that counts reads, and whose writes wait behind a gate or fail while it is told to. */
export interface WatchedStorage {
  readonly storage: StoragePort;
  readonly state: { waiting: number; reads: number; isDown: boolean };
  shut(): void;
  open(): void;
}

export const watchedStorage = (inner: StoragePort, outage: () => Error): WatchedStorage => {
  const state = { waiting: 0, reads: 0, isDown: false };
  let isShut = false;
  let queue: (() => void)[] = [];
  const storage: StoragePort = {
    prepare: () => inner.prepare(),
    put: async (...args) => {
      if (state.isDown) throw outage();
      if (isShut) {
        state.waiting += 1;
        await new Promise<void>((resolve) => queue.push(resolve));
        state.waiting -= 1;
      }
      return inner.put(...args);
    },
    get: (...args) => {
      state.reads += 1;
      return inner.get(...args);
    },
    head: (key) => inner.head(key),
    list: (prefix) => inner.list(prefix),
    delete: (key) => inner.delete(key),
    deleteMany: (keys) => inner.deleteMany(keys),
    signedUrl: (...args) => inner.signedUrl(...args),
  };
  return {
    storage,
    state,
    shut: () => {
      isShut = true;
    },
    open: () => {
      isShut = false;
      for (const pass of queue) pass();
      queue = [];
    },
  };
};

/** Value of a counter, or sum and count of a histogram, as /metrics shows it. */
export const metricOf = async (
  metrics: Metrics,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): Promise<number> => {
  const all = await metrics.registry.getMetricsAsJSON();
  const named = all.flatMap((metric) =>
    (metric.values as { metricName?: string; labels: Record<string, string>; value: number }[])
      .map((value) => ({ ...value, metricName: value.metricName ?? metric.name }))
      .filter(({ metricName }) => metricName === name),
  );
  return named
    .filter((value) => Object.entries(labels).every(([key, label]) => value.labels[key] === label))
    .reduce((sum, { value }) => sum + value, 0);
};
