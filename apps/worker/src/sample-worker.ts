import { Encoders, type ClipFiles, type ClipOrder } from '@echocohort/media';
import {
  ClipReadingsRepository,
  ClipsRepository,
  CommitRepository,
  connectRedis,
  createReadingWorker,
  createTicketWorker,
  RunsRepository,
  SampleSpecs,
  TicketQueue,
  type Database,
  type JobWorker,
  type Logger,
  type Metrics,
  type StoragePort,
  type TicketWorker,
} from '@echocohort/platform';
import { type Bundle, type startSampler } from '@echocohort/sampler';
import { EchoError, lanes, readsClips } from '@echocohort/shared';
import pLimit from 'p-limit';
import { serveBundle, startDevices, type ServedBundle, type ServedBundleOptions } from './inference/served-bundle.js';
import { ClipReadings } from './readings/clip-readings.js';
import { systemClock, type Clock } from './flow/clock.js';
import { Committer } from './finish/committer.js';
import { type DeviceGroup } from './inference/device-group.js';
import { Gatherer } from './flow/gatherer.js';
import { requireHandlers, type JobHandlers } from './handlers.js';
import { clipsPerEncode, inHand } from './tickets/intake-limits.js';
import { openBundles } from './inference/open-bundles.js';
import { Outages } from './flow/outages.js';
import { Pipeline } from './pipeline.js';
import { createReadingHandler } from './readings/reading.handler.js';
import { allOrNone, runBisected } from './inference/run-bisected.js';
import { SampleUploads, type encodeSample } from './finish/sample-files.js';
import { SampleInputs } from './input/sample-input.js';
import { SourceFrames } from './input/source-frames.js';
import { RunSpecs } from './tickets/run-specs.js';
import { createTicketHandler } from './tickets/ticket.handler.js';
import { type WorkerConfig } from './worker-config.js';

interface WorkerParts {
  /** All of these stay the caller's: the worker closes none. */
  readonly database: Database;
  readonly storage: StoragePort;
  /** Another way into the storage for the files of samples. */
  readonly uploads?: Pick<StoragePort, 'put'>;
  readonly redisUrl: string;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly config: WorkerConfig;
  readonly clock?: Clock;
  /** Other lock times than the job catalog's, for tests of a worker's death. */
  readonly ticketTimings?: { readonly lockMs: number; readonly stalledCheckMs: number };
  /** Other stations than the real ones, to measure what stands around them. */
  readonly stations?: Partial<Stations>;
}

/** The stations whose work is a sample's own; everything else is the way between them. */
export interface Stations {
  readonly startSampler: typeof startSampler;
  readonly encodeSample: typeof encodeSample;
}

/** Bundles that are open already, or a folder of them: all of it, or those named by `models`. */
export type SampleWorkerOptions = WorkerParts &
  ({ readonly bundles: readonly Bundle[] } | { readonly modelsDir: string; readonly models?: readonly string[] });

export interface Readiness {
  readonly ok: boolean;
  /** What stands in the way; empty when ok. */
  readonly reasons: string[];
}

export interface SampleWorker {
  /** Begins to take tickets. */
  run(): Promise<void>;
  /** Takes no more tickets, finishes the samples that are in a batch or further, and hands the others back to the queue. */
  drain(): Promise<void>;
  /** As `drain`, then ends threads and connections. With `abandon` it waits for nothing: locks run out by themselves. */
  close(options?: { abandon?: boolean }): Promise<void>;
  ready(): Readiness;
  /** Samples that wait for a batch, are in one, or are on their way from it to their commit. */
  samplesInHand(): number;
  /** Devices that could not be started again: such a process should be replaced. */
  troubles(): string[];
}

const busyReportMs = 5_000;
/** Samples have the device: a reading takes its turn between two batches, and there is never a second one behind it. */
const readingsAtOnce = 1;

/**
 * A worker, ready to run: its bundles are open and each has proven itself on its golden sample.
 * @throws EchoError `bundle-invalid` or `unavailable` when a bundle or provider cannot be used
 */
export const createSampleWorker = async (options: SampleWorkerOptions): Promise<SampleWorker> => {
  const { config, metrics, logger, clock = systemClock } = options;
  const bundles = 'bundles' in options ? options.bundles : await openBundles(options.modelsDir, options.models);
  const devices = await startDevices(bundles, config, {
    clock,
    metrics,
    logger,
    start: options.stations?.startSampler,
  });
  const connection = connectRedis(options.redisUrl, { logger });
  const queue = new TicketQueue(connection);
  const takers = new Map<string, TicketWorker[]>();
  const servedBundles: ServedBundle[] = bundles.map((bundle, i) =>
    serveBundle({
      bundle,
      device: devices[i] as DeviceGroup,
      tickets: ticketsOf(bundle, queue, takers),
      config,
      clock,
      metrics,
    }),
  );
  const encoders = new Encoders(config.encodeConcurrency);
  const stopping = new AbortController();
  const handlers = requireHandlers(handlersOf(options, { servedBundles, clock, encoders, stopping: stopping.signal }));
  const jobWorkers = servedBundles.flatMap((served) => {
    const tickets = ticketWorkersOf(served, { connection, handlers, options });
    takers.set(served.bundle.fingerprint, tickets);
    return readsClips(served.bundle.manifest)
      ? [...tickets, readingWorkerOf(served, { connection, handlers, options })]
      : tickets;
  });
  return new RunningWorker(jobWorkers, servedBundles, connection, stopping, async () => {
    for (const { intake } of servedBundles) intake.close();
    await encoders.close();
    await queue.close();
    connection.disconnect();
  });
};

/** What a bundle's intake asks. */
const ticketsOf = (
  { fingerprint }: Bundle,
  queue: TicketQueue,
  takers: ReadonlyMap<string, readonly TicketWorker[]>,
): ServedBundleOptions['tickets'] => ({
  hasRoom: (lane) => takers.get(fingerprint)?.[lanes.indexOf(lane)]?.hasRoom() ?? false,
  waiting: async (lane) => (await queue.depth({ fingerprint, lane })).waiting,
});

interface Taking {
  readonly connection: ReturnType<typeof connectRedis>;
  readonly handlers: JobHandlers;
  readonly options: Pick<WorkerParts, 'config' | 'logger' | 'ticketTimings'>;
}

/** A worker a lane, each with room of its own: bulk samples never take the place of interactive ones. */
const ticketWorkersOf = (
  { bundle, device }: ServedBundle,
  { connection, handlers, options }: Taking,
): TicketWorker[] => {
  const { config, logger, ticketTimings } = options;
  const most = inHand(device, config.encodeConcurrency);
  return lanes.map((lane) =>
    createTicketWorker({
      connection,
      queue: { fingerprint: bundle.fingerprint, lane },
      concurrency: most.tickets,
      samplesInHand: most.samples,
      handle: handlers['sample-ticket'],
      onError: (error) => {
        logger.warn({ err: error }, 'a ticket goes back to the queue');
      },
      ...(ticketTimings && { timings: ticketTimings }),
    }),
  );
};

const readingWorkerOf = ({ bundle }: ServedBundle, { connection, handlers, options }: Taking): JobWorker =>
  createReadingWorker({
    connection,
    fingerprint: bundle.fingerprint,
    concurrency: readingsAtOnce,
    handle: handlers['clip-reading'],
    onError: (error) => {
      options.logger.warn({ err: error }, 'a reading is tried again');
    },
    ...(options.ticketTimings && { timings: options.ticketTimings }),
  });

interface Machinery {
  readonly servedBundles: readonly ServedBundle[];
  readonly clock: Clock;
  readonly encoders: Encoders;
  /** Aborts when the worker stops. */
  readonly stopping: AbortSignal;
}

/** Everything between the queues and the stores, put together. */
const handlersOf = (options: WorkerParts, { servedBundles, clock, encoders, stopping }: Machinery): JobHandlers => {
  const { database, storage, uploads = storage, config, metrics, logger } = options;
  const outages = new Outages(clock, config.outageDelaysMs);
  const commits = new CommitRepository(database);
  const clips = new ClipsRepository(database);
  const sources = new SourceFrames({ clips, storage, outages, cacheBytes: config.frameCacheBytes });
  const repository = new ClipReadingsRepository(database);
  const readings = new ClipReadings({ sources, repository, outages });
  const encoder = new Gatherer<ClipOrder, ClipFiles>({
    max: clipsPerEncode,
    concurrency: config.encodeConcurrency,
    run: (group) =>
      runBisected(
        group,
        allOrNone((orders) => encoders.encode(orders)),
      ),
  });
  const pipeline = new Pipeline({
    inputs: new SampleInputs(sources, readings),
    encodeClip: (order) => encoder.add(order),
    uploads: new SampleUploads({
      uploads,
      storage,
      outages,
      inTurn: pLimit(config.uploadConcurrency),
      metrics,
      logger,
    }),
    committer: new Committer(commits, outages),
    auditShare: config.auditShare,
    clock,
    metrics,
    logger,
    ...(options.stations?.encodeSample && { encodeSample: options.stations.encodeSample }),
  });
  const byFingerprint = new Map(servedBundles.map((served) => [served.bundle.fingerprint, served]));
  return {
    'sample-ticket': createTicketHandler({
      commits,
      specs: new RunSpecs(new RunsRepository(database), outages),
      samples: new SampleSpecs(storage),
      outages,
      pipeline,
      servedBundles: byFingerprint,
      logger,
    }),
    'clip-reading': createReadingHandler({
      repository,
      readings,
      sources,
      drawSheet: (order) => encoders.drawSheet(order),
      storage,
      outages,
      metrics,
      logger,
      servedBundles: byFingerprint,
      stopping,
    }),
  };
};

type Stage = 'idle' | 'running' | 'draining' | 'closed';

class RunningWorker implements SampleWorker {
  private stage: Stage = 'idle';
  private drained: Promise<void> | undefined;
  private readonly busyTimer: NodeJS.Timeout;

  constructor(
    /** Of tickets and of readings. */
    private readonly workers: readonly JobWorker[],
    private readonly servedBundles: readonly ServedBundle[],
    private readonly connection: { readonly status: string },
    private readonly stopping: AbortController,
    private readonly disconnect: () => Promise<void>,
  ) {
    this.busyTimer = setInterval(() => {
      for (const { device } of servedBundles) device.reportBusy();
    }, busyReportMs);
    this.busyTimer.unref();
  }

  run(): Promise<void> {
    if (this.stage !== 'idle') return Promise.reject(new Error(`a worker that is ${this.stage} cannot be run`));
    this.stage = 'running';
    for (const worker of this.workers) worker.run();
    return Promise.resolve();
  }

  drain(): Promise<void> {
    this.drained ??= this.takeNoMore();
    return this.drained;
  }

  async close({ abandon = false }: { abandon?: boolean } = {}): Promise<void> {
    if (this.stage === 'closed') return;
    if (!abandon) await this.drain();
    this.stage = 'closed';
    clearInterval(this.busyTimer);
    this.stopping.abort();
    await Promise.all(this.workers.map((worker) => worker.close({ abandon })));
    await Promise.all(this.servedBundles.map(({ device }) => device.close()));
    await this.disconnect();
  }

  ready(): Readiness {
    const reasons = this.troubles();
    if (this.stage !== 'running') reasons.push(`the worker is ${this.stage}`);
    if (this.connection.status !== 'ready') reasons.push(`redis: ${this.connection.status}`);
    return { ok: reasons.length === 0, reasons };
  }

  samplesInHand(): number {
    return this.servedBundles.reduce(
      (sum, { collector, finishing }) => sum + collector.samplesInHand + finishing.samples,
      0,
    );
  }

  troubles(): string[] {
    return this.servedBundles.flatMap(({ device }) => device.trouble ?? []);
  }

  private async takeNoMore(): Promise<void> {
    this.stage = 'draining';
    const paused = Promise.all(this.workers.map((worker) => worker.pause()));
    this.stopping.abort();
    const handedBack = new EchoError('unavailable', 'the worker stops; another one takes the ticket');
    for (const { collector } of this.servedBundles) collector.close(handedBack);
    await paused;
  }
}
