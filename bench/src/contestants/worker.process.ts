import {
  createLogger,
  createMetrics,
  createStorage,
  openDatabase,
  serverEnvironment,
  storageOf,
  type Metrics,
} from '@echocohort/platform';
import { openBundle, type Bundle } from '@echocohort/sampler';
import { createSampleWorker, defaultWorkerConfig, UploadThreads, type SampleWorker } from '@echocohort/worker';
import { z } from 'zod';
import { watchLoop } from '../measure/loop-lag.js';
import { goldenClip, noFiles, nowhere, startStandIn } from './stand-in.js';
import { orderSchema, type Order, type OrderReply } from './worker-orders.js';

/** What follows the sampler: nothing at all, or what follows every worker's. */
const finishOf = async (bundle: Bundle, { standIn, storage }: Order) => {
  if (storage === null)
    return {
      storage: nowhere,
      stations: {
        startSampler: () => Promise.resolve(startStandIn(bundle, standIn)),
        encodeSample: () => Promise.resolve(noFiles),
      },
    };
  const options = storageOf(z.object(serverEnvironment).parse(storage));
  const clip = await goldenClip(bundle);
  const store = createStorage(options);
  await store.prepare();
  return {
    storage: store,
    uploads: new UploadThreads(options),
    stations: { startSampler: () => Promise.resolve(startStandIn(bundle, standIn, clip)) },
  };
};

/**
 * A worker whose sampler and encoder cost nothing or sleep; queue, batches and commits are the real ones. It obeys orders
 * of its parent, begins a new worker at `run`, and ends with its parent.
 */
const begin = async (words: unknown) => {
  const order = orderSchema.parse(words);
  const database = await openDatabase({ databaseUrl: order.databaseUrl });
  const bundle = await openBundle(order.bundleDir);
  const finish = await finishOf(bundle, order);
  const lag = watchLoop();
  let worker: SampleWorker | undefined;
  let metrics: Metrics = createMetrics();
  const run = async (): Promise<void> => {
    metrics = createMetrics();
    worker = await createSampleWorker({
      database,
      ...finish,
      redisUrl: order.redisUrl,
      metrics,
      logger: createLogger('worker', { level: 'warn' }),
      config: { ...defaultWorkerConfig, auditShare: 0 },
      bundles: [bundle],
    });
    lag.p99Ms();
    await worker.run();
  };
  const rest = async (): Promise<void> => {
    await worker?.close();
    worker = undefined;
  };
  return {
    run,
    rest,
    figures: async () => ({ loopLagP99Ms: lag.p99Ms(), metrics: await metrics.registry.metrics() }),
  };
};

const reply = (message: OrderReply): void => {
  process.send?.(message);
};

process.on('disconnect', () => process.exit());
const ready = begin(JSON.parse(process.argv[2] ?? 'null'));
process.on('message', (order: 'run' | 'rest' | 'figures') => {
  ready
    .then(async (worker) => ({ done: order, value: (await worker[order]()) ?? null }))
    .then(reply, (error: unknown) => reply({ failed: String((error as Error).stack) }));
});
