import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { createStorage, storageKeys, storageOf, type StoragePort } from '@echocohort/platform';
import { type Context } from './context.js';
import { mark, postAll, watch } from '../system/load.js';
import { observed } from '../measure/observe.js';
import { scrape } from '../measure/prometheus.js';
import { type Measured } from '../report/result.js';
import { resultsDir } from '../system/root.js';
import { startRealWorker, startSystem, type System } from '../system/system.js';

const defaultSamples = { cpu: 100, webgpu: 1_000, cuda: 5_000 } as const;
/** What a request has when it says nothing. */
const usualWish = { tolerance: 3, maxAttempts: 8 } as const;

interface Stored {
  readonly videos: number;
  readonly bytes: number;
}

/** Every MP4 that the rows name, looked up in the store: its size must be the row's. */
const storedVideos = async ({ database }: System, storage: StoragePort): Promise<Stored> => {
  const rows = await database.db
    .selectFrom('samples')
    .select(['tenantId', 'runId', 'index', 'take', 'videoBytes'])
    .execute();
  let [videos, bytes] = [0, 0];
  for (const { videoBytes, take, ...sample } of rows) {
    const head = take === null ? null : await storage.head(storageKeys.sampleVideo({ ...sample, take }));
    if (head?.contentType !== 'video/mp4' || head.sizeBytes !== videoBytes) continue;
    videos += 1;
    bytes += head.sizeBytes;
  }
  return { videos, bytes };
};

const storageOfSystem = ({ environment }: System): StoragePort =>
  createStorage(
    storageOf(
      {
        STORAGE_REGION: 'us-east-1',
        STORAGE_BUCKET: 'echocohort',
        ...environment,
        STORAGE_FORCE_PATH_STYLE: true,
      } as unknown as Parameters<typeof storageOf>[0],
      { publicUrl: environment['STORAGE_PUBLIC_URL'], secret: environment['STORAGE_URL_SECRET'] },
    ),
  );

/** What happened to the samples. */
const outcome = async ({ database }: System): Promise<{ accepted: number; attempts: number }> => {
  const row = await database.db
    .selectFrom('samples')
    .select(({ fn }) => [fn.sum<string>('attempts').as('attempts')])
    .executeTakeFirstOrThrow();
  const { accepted } = await database.db
    .selectFrom('runs')
    .select(({ fn }) => [fn.sum<string>('accepted').as('accepted')])
    .executeTakeFirstOrThrow();
  return { accepted: Number(accepted), attempts: Number(row.attempts) };
};

/**
 * A whole cohort as a client asks for it: requests through the API, tickets through BullMQ, a real worker with its EF check,
 * MP4s in the store. Nothing is left out, and what Prometheus sees at the end is kept beside the result.
 */
export const cohortBench = async (context: Context): Promise<Measured<'cohort'>> => {
  const { args, tell } = context;
  const system = await startSystem(context);
  const worker = await startRealWorker(context, system);
  const samples = args.samples ?? defaultSamples[args.provider];
  const batchSize = system.bundle.manifest.batchSize[args.provider];
  tell(`requesting ${samples} samples`);
  const {
    result: readings,
    observation,
    scrape: ended,
  } = await observed(worker.url, batchSize, async () => {
    const since = await mark();
    await postAll(system, samples, 1, usualWish);
    return watch(system, since, samples);
  });
  const { accepted, attempts } = await outcome(system);
  const stored = await storedVideos(system, storageOfSystem(system));
  const seconds = readings.at(-1)?.seconds ?? 0;
  for (const [name, { text }] of Object.entries({ worker: ended, api: await scrape(system.api.url) }))
    await writeFile(join(resultsDir, `cohort-${args.provider}-${name}.prom`), text);
  return {
    figures: {
      samples,
      acceptedShare: accepted / samples,
      attemptsPerSample: attempts / samples,
      seconds,
      clipsPerSecond: samples / seconds,
      attemptsPerSecond: attempts / seconds,
      fill: observation.fill,
      deviceBusy: observation.busy,
      loopLagP99Ms: observation.loopLagP99Ms,
      storedVideos: stored.videos,
      storedMegabytes: stored.bytes / 1e6,
    },
    spread: {},
    settings: {
      bundle: basename(context.bundleDir),
      batchSize,
      storage: args.storage,
      auditShare: args.auditShare,
      ...usualWish,
    },
  };
};
