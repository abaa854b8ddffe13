import {
  createLogger,
  createMetrics,
  createStorage,
  openDatabase,
  requireScratch,
  storageOf,
  type Database,
  type Logger,
} from '@echocohort/platform';
import { modelsOf, readEnvironment, readVersion, workerConfigOf, type WorkerEnvironment } from './config.js';
import { DeletionCost } from './ops/deletion-cost.js';
import { startProbeServer, type ProbeServer } from './ops/probe-server.js';
import { createSampleWorker, type SampleWorker } from './sample-worker.js';
import { UploadThreads } from './finish/upload-threads.js';

interface Process {
  readonly worker: SampleWorker;
  readonly uploads: UploadThreads;
  readonly database: Database;
  readonly probes: ProbeServer;
  readonly cost: DeletionCost;
}

/**
 * A worker in a process of its own. Composed by hand: it has no routes, no guards and one constructor chain, so a
 * dependency container would add a start-up cost and nothing else.
 */
const start = async (env: WorkerEnvironment, logger: Logger): Promise<Process> => {
  requireScratch();
  const metrics = createMetrics();
  metrics.buildInfo.set({ version: readVersion() }, 1);
  const database = await openDatabase({ databaseUrl: env.DATABASE_URL, migrate: false, logger });
  const storage = createStorage(storageOf(env));
  const uploads = new UploadThreads(storageOf(env));
  await storage.prepare();
  const models = modelsOf(env);
  const worker = await createSampleWorker({
    database,
    storage,
    uploads,
    redisUrl: env.REDIS_URL,
    metrics,
    logger,
    config: workerConfigOf(env),
    modelsDir: env.MODELS_DIR,
    ...(models && { models }),
  });
  const probes = await startProbeServer({
    host: env.HOST,
    port: env.METRICS_PORT,
    metrics,
    troubles: () => worker.troubles(),
    obstacles: async () => [...worker.ready().reasons, ...(await databaseTrouble(database))],
  });
  await worker.run();
  logger.info({ port: probes.port, models }, 'the worker takes tickets');
  const cost = new DeletionCost({ samplesInHand: () => worker.samplesInHand(), logger });
  return { worker, uploads, database, probes, cost };
};

const databaseTrouble = (database: Database): Promise<string[]> =>
  database.ping().then(
    () => [],
    () => ['the database does not answer'],
  );

/** Finishes what is in hand within the time that is left, else leaves it to the next worker: nothing is lost either way. */
const stop = async (
  { worker, uploads, database, probes, cost }: Process,
  drainMs: number,
  logger: Logger,
): Promise<void> => {
  const late = setTimeout(() => {
    logger.warn({ drainMs }, 'not done in time; other workers take the rest');
    process.exit(1);
  }, drainMs);
  cost.stop();
  await worker.close();
  await uploads.close();
  await probes.close();
  await database.close();
  clearTimeout(late);
};

const main = async (): Promise<void> => {
  const env = readEnvironment();
  const logger = createLogger('worker', { level: env.LOG_LEVEL });
  const running = await start(env, logger);
  let stopping = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stopping) process.exit(1);
    stopping = true;
    logger.info({ signal }, 'the worker stops');
    stop(running, env.DRAIN_MS, logger).then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'the worker did not stop well');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
};

main().catch((error: unknown) => {
  createLogger('worker').fatal({ err: error }, 'the worker cannot start');
  process.exit(1);
});
