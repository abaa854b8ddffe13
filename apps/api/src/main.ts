import {
  connectRedis,
  createLogger,
  createMetrics,
  createStorage,
  openDatabase,
  ReadingQueue,
  requireScratch,
  TicketQueue,
} from '@echocohort/platform';
import { apiConfigOf, type ApiEnvironment, readEnvironment, storageOf } from './config.js';
import { createApi } from './create-api.js';
import { loadBundles } from './models/load-bundles.js';

/** The API as a process of its own: every part is made here, and closed in the opposite order. */
const start = async (env: ApiEnvironment): Promise<() => Promise<void>> => {
  const logger = createLogger('api', { level: env.LOG_LEVEL });
  requireScratch();
  const bundles = await loadBundles(env.MODELS_DIR);
  const storage = createStorage(storageOf(env));
  await storage.prepare();
  const database = await openDatabase({ databaseUrl: env.DATABASE_URL, migrate: false, logger });
  const redis = connectRedis(env.REDIS_URL, { logger });
  const queue = new TicketQueue(redis);
  const readingQueue = new ReadingQueue(redis);
  const metrics = createMetrics();
  const config = apiConfigOf(env);
  const api = await createApi({ database, storage, redis, queue, readingQueue, metrics, logger, config, bundles });
  const { url } = await api.listen(env.PORT, env.HOST);
  logger.info({ url, models: bundles.map(({ manifest }) => manifest.name) }, 'the API answers');
  return async () => {
    logger.info('stopping');
    await api.close();
    redis.disconnect();
    await Promise.all([queue.close(), readingQueue.close()]);
    await database.close();
  };
};

const stopOnSignal = (stop: () => Promise<void>): void => {
  let stopping: Promise<void> | null = null;
  const once = () => {
    stopping ??= stop().catch((error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      process.exitCode = 1;
    });
  };
  process.once('SIGTERM', once);
  process.once('SIGINT', once);
};

try {
  stopOnSignal(await start(readEnvironment()));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
