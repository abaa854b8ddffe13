import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Outcome of a sample: `out_of_tolerance` was kept as the best of its attempts, `fenced` was made but not committed. */
export type SampleOutcomeLabel = 'accepted' | 'out_of_tolerance' | 'failed' | 'fenced';
/** Where a sample's time goes, in the order of the pipeline. */
export type Phase = 'wait' | 'input' | 'infer' | 'audit' | 'encode' | 'upload' | 'commit';
/** Outcome of a clip's reading: `refused` was read, and cannot be a source. */
export type ReadingOutcome = 'readable' | 'refused' | 'failed';
/** Outcome of sending a message to a webhook: `retrying` is sent again, `failed` given up. */
export type WebhookOutcome = 'delivered' | 'retrying' | 'failed';
export type TicketState = 'waiting' | 'active' | 'delayed' | 'failed';

/** Every metric of the system. Seconds, bytes and ratios as Prometheus wants them; EF in percentage points. */
export interface Metrics {
  readonly registry: Registry;
  readonly samples: Counter<'outcome'>;
  readonly attempts: Counter;
  /** Samples in one call of the sampler. */
  readonly batchSize: Histogram;
  readonly batches: Counter;
  readonly phaseDuration: Histogram<'phase'>;
  /** Samples that are in a phase right now; `infer` counts those that wait for a batch too. */
  readonly phaseSamples: Gauge<'phase'>;
  readonly readings: Counter<'outcome'>;
  readonly webhookAttempts: Counter<'outcome'>;
  /** These four are the leader's, and gone where nobody leads. */
  readonly queueTickets: Gauge<'state' | 'lane' | 'bundle'>;
  readonly queueWorkers: Gauge<'lane' | 'bundle'>;
  readonly backlogSamples: Gauge<'lane'>;
  readonly oldestBacklogAge: Gauge<'lane'>;
  /** One tick of one duty of the leader, those that failed included. */
  readonly dutyDuration: Histogram<'duty'>;
  /** How far the worse of a sample's two readings is from its target EF; accepted or not. */
  readonly efError: Histogram;
  /** |shown EF - measured EF| of the samples whose made frames were read anew. */
  readonly shownEfDifference: Histogram<'bundle'>;
  readonly deviceBusy: Gauge<'device' | 'provider' | 'bundle'>;
  readonly uploadedBytes: Counter;
  /** Objects that a row names and the store has not. */
  readonly lostObjects: Counter;
  readonly httpRequestDuration: Histogram<'method' | 'route' | 'status'>;
  /** Always 1; the labels say what runs. */
  readonly buildInfo: Gauge<'version'>;
  readonly bundleInfo: Gauge<'name' | 'version' | 'provider' | 'device'>;
}

/** Makes and registers every metric, with those of the process. Once a registry. */
export const createMetrics = (registry: Registry = new Registry()): Metrics => {
  collectProcessMetrics(registry);
  return {
    registry,
    ...sampleMetrics(registry),
    ...endingMetrics(registry),
    ...efMetrics(registry),
    ...queueMetrics(registry),
    ...systemMetrics(registry),
  };
};

type Of<K extends keyof Metrics> = Pick<Metrics, K>;

const sampleMetrics = (
  registry: Registry,
): Of<'samples' | 'attempts' | 'batchSize' | 'batches' | 'phaseDuration' | 'phaseSamples' | 'uploadedBytes'> => {
  const registers = [registry];
  return {
    samples: new Counter({
      name: 'echocohort_samples_total',
      help: 'Samples that ended, by outcome.',
      labelNames: ['outcome'],
      registers,
    }),
    attempts: new Counter({
      name: 'echocohort_attempts_total',
      help: 'Attempts at samples, the first ones included.',
      registers,
    }),
    batchSize: new Histogram({
      name: 'echocohort_batch_size',
      help: 'Samples in one call of the sampler.',
      buckets: [1, 2, 4, 8, 12, 16, 24, 32],
      registers,
    }),
    batches: new Counter({ name: 'echocohort_batches_total', help: 'Calls of the sampler.', registers }),
    phaseDuration: new Histogram({
      name: 'echocohort_phase_duration_seconds',
      help: 'Time that a sample spends in each phase of the pipeline.',
      labelNames: ['phase'],
      buckets: [0.001, 0.004, 0.016, 0.06, 0.25, 1, 4, 16, 60],
      registers,
    }),
    phaseSamples: new Gauge({
      name: 'echocohort_phase_samples',
      help: 'Samples that are in each phase of the pipeline; infer counts those that wait for a batch too.',
      labelNames: ['phase'],
      registers,
    }),
    uploadedBytes: new Counter({
      name: 'echocohort_uploaded_bytes_total',
      help: 'Bytes written to object storage.',
      registers,
    }),
  };
};

const endingMetrics = (registry: Registry): Of<'readings' | 'webhookAttempts'> => ({
  webhookAttempts: new Counter({
    name: 'echocohort_webhook_attempts_total',
    help: 'Messages that were sent to webhooks, again ones too, by outcome.',
    labelNames: ['outcome'],
    registers: [registry],
  }),
  readings: new Counter({
    name: 'echocohort_readings_total',
    help: 'Readings of uploaded clips that ended, by outcome.',
    labelNames: ['outcome'],
    registers: [registry],
  }),
});

const efMetrics = (registry: Registry): Of<'efError' | 'shownEfDifference'> => {
  const registers = [registry];
  const buckets = [0.5, 1, 2, 3, 5, 8, 12, 20, 40];
  return {
    efError: new Histogram({
      name: 'echocohort_ef_error_percentage_points',
      help: 'Absolute difference of the target EF and the worse of the two readings of a sample, accepted or not.',
      buckets,
      registers,
    }),
    shownEfDifference: new Histogram({
      name: 'echocohort_shown_ef_difference_percentage_points',
      help: 'Absolute difference of the EF that made frames show, read anew, and the measured EF.',
      labelNames: ['bundle'],
      buckets,
      registers,
    }),
  };
};

const queueMetrics = (
  registry: Registry,
): Of<'queueTickets' | 'queueWorkers' | 'backlogSamples' | 'oldestBacklogAge' | 'dutyDuration'> => {
  const registers = [registry];
  return {
    queueTickets: new Gauge({
      name: 'echocohort_queue_tickets',
      help: 'Tickets in the queues, by state.',
      labelNames: ['state', 'lane', 'bundle'],
      registers,
    }),
    queueWorkers: new Gauge({
      name: 'echocohort_queue_workers',
      help: 'Workers that take the tickets of a queue.',
      labelNames: ['lane', 'bundle'],
      registers,
    }),
    backlogSamples: new Gauge({
      name: 'echocohort_backlog_samples',
      help: 'Samples of live runs that have no result yet.',
      labelNames: ['lane'],
      registers,
    }),
    oldestBacklogAge: new Gauge({
      name: 'echocohort_oldest_backlog_age_seconds',
      help: 'Age of the oldest live run.',
      labelNames: ['lane'],
      registers,
    }),
    dutyDuration: new Histogram({
      name: 'echocohort_duty_duration_seconds',
      help: 'Time that the leader takes for a tick of a duty.',
      labelNames: ['duty'],
      buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.25, 1, 5],
      registers,
    }),
  };
};

const systemMetrics = (
  registry: Registry,
): Of<'deviceBusy' | 'httpRequestDuration' | 'lostObjects' | 'buildInfo' | 'bundleInfo'> => {
  const registers = [registry];
  return {
    deviceBusy: new Gauge({
      name: 'echocohort_device_busy_ratio',
      help: 'Share of the time in which a bundle ran on the device.',
      labelNames: ['device', 'provider', 'bundle'],
      registers,
    }),
    httpRequestDuration: new Histogram({
      name: 'echocohort_http_request_duration_seconds',
      help: 'Time to answer HTTP requests.',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.005, 0.02, 0.08, 0.3, 1, 3, 10],
      registers,
    }),
    lostObjects: new Counter({
      name: 'echocohort_lost_objects_total',
      help: 'Reads of objects that a row names and the store has not.',
      registers,
    }),
    buildInfo: new Gauge({
      name: 'echocohort_build_info',
      help: 'The version that runs.',
      labelNames: ['version'],
      registers,
    }),
    bundleInfo: new Gauge({
      name: 'echocohort_bundle_info',
      help: 'The model bundle that is loaded, and the device that it runs on.',
      labelNames: ['name', 'version', 'provider', 'device'],
      registers,
    }),
  };
};

/** Without those gauges whose names say that they are counters: promtool refuses them. */
const collectProcessMetrics = (registry: Registry): void => {
  collectDefaultMetrics({ register: registry });
  for (const metric of registry.getMetricsAsArray())
    if (metric.name.startsWith('nodejs_active_') && metric.name.endsWith('_total'))
      registry.removeSingleMetric(metric.name);
};
