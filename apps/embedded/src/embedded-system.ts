import { createApi, defaultApiConfig, ensureFirstKey, loadBundles } from '@echocohort/api';
import {
  connectRedis,
  createLogger,
  createMetrics,
  createStorage,
  type Logger,
  openDatabase,
  packageVersion,
  ReadingQueue,
  TicketQueue,
} from '@echocohort/platform';
import { createSampleWorker, defaultWorkerConfig } from '@echocohort/worker';
import { type EmbeddedConfig, pathsOf } from './config.js';
import { readSecrets, writeSecrets } from './secrets.js';

export interface EmbeddedSystem {
  readonly url: string;
  /** The first API key, the same one at every start of a data folder. */
  readonly apiKey: string;
  /** Ends what is in flight, gives unstarted tickets back and closes everything. */
  close(): Promise<void>;
}

const loopback = ['127.0.0.0/8', '::1/128'];

/** Closes in the opposite order of opening, whatever happens on the way. */
const closers = (logger: Logger) => {
  const stack: { what: string; close: () => Promise<void> }[] = [];
  return {
    add: (what: string, close: () => Promise<void>) => stack.push({ what, close }),
    close: async () => {
      for (let next = stack.pop(); next; next = stack.pop())
        await next.close().catch((error: unknown) => logger.error({ err: error }, 'closing a part failed'));
    },
  };
};

const offered = async ({ modelsDir, models }: EmbeddedConfig) => {
  const bundles = await loadBundles(modelsDir);
  return models.map((name) => {
    const bundle = bundles.find(({ manifest }) => manifest.name === name);
    if (!bundle) throw new Error(`MODELS: there is no bundle ${name} in ${modelsDir}`);
    return bundle;
  });
};

/**
 * API, dispatcher and worker in this process, on PGlite, a folder and the given Redis. It is the composition root of
 * the embedded mode and holds no logic: every part is the one that runs alone in the distributed mode.
 */
export const startEmbedded = async (
  config: EmbeddedConfig,
  logger: Logger = createLogger('echocohort'),
): Promise<EmbeddedSystem> => {
  const opened = closers(logger);
  try {
    return await compose(config, logger, opened);
  } catch (error) {
    await opened.close();
    throw error;
  }
};

const compose = async (
  config: EmbeddedConfig,
  logger: Logger,
  opened: ReturnType<typeof closers>,
): Promise<EmbeddedSystem> => {
  const paths = pathsOf(config.home);
  const secrets = await readSecrets(paths.secrets);
  const bundles = await offered(config);
  const database = await openDatabase({ pgliteDir: paths.database, logger });
  opened.add('database', () => database.close());
  // Signed URLs lead to where their reader called: its port may be any, and 0.0.0.0 is no address to call.
  const signing = { publicUrl: null, secret: secrets.fileUrlSecret };
  const storage = createStorage({ driver: 'file', dir: paths.objects, ...signing });
  await storage.prepare();
  const redis = connectRedis(config.redisUrl, { logger });
  const queue = new TicketQueue(redis);
  const readingQueue = new ReadingQueue(redis);
  opened.add('queues', async () => {
    await Promise.all([queue.close(), readingQueue.close()]);
    redis.disconnect();
  });
  const metrics = createMetrics();
  const worker = await createSampleWorker({
    database,
    storage,
    redisUrl: config.redisUrl,
    metrics,
    logger,
    config: { ...defaultWorkerConfig, threads: config.threads, auditShare: 1 },
    modelsDir: config.modelsDir,
    models: config.models,
  });
  opened.add('worker', () => worker.close());
  const api = await createApi({
    database,
    storage,
    redis,
    queue,
    readingQueue,
    metrics,
    logger,
    bundles,
    config: {
      ...defaultApiConfig,
      version: packageVersion(new URL('../package.json', import.meta.url)),
      defaultModel: config.models[0] ?? '',
      fileUrlSecret: secrets.fileUrlSecret,
      // On one's own machine the receiver is most often on it too.
      webhooks: { ...defaultApiConfig.webhooks, key: secrets.webhooksKey, networks: loopback, allowHttp: true },
    },
  });
  opened.add('API', () => api.close());
  const { secret: apiKey } = await ensureFirstKey(database, { secret: secrets.apiKey });
  await writeSecrets(paths.secrets, { ...secrets, apiKey });
  const { url } = await api.listen(config.port, config.host);
  await worker.run();
  return { url, apiKey, close: () => opened.close() };
};
