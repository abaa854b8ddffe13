import { packageVersion, parseConfig, requireStorage, serverEnvironment, wholeNumber } from '@echocohort/platform';
import { providers } from '@echocohort/sampler';
import { z } from 'zod';
import { defaultWorkerConfig, type WorkerConfig } from './worker-config.js';

/** The environment of a worker that runs on its own. Descriptions and examples end up in .env.example. */
export const environmentSchema = z
  .object({
    HOST: z.string().default('0.0.0.0').describe('Address of probes and metrics'),
    METRICS_PORT: wholeNumber(0, 65_535)
      .default(9464)
      .describe('Port of /healthz, /readyz and /metrics; 0 takes a free one'),
    ...serverEnvironment,
    MODELS: z.string().optional().describe('Bundles to load, comma-separated; all of the folder when left out'),
    PROVIDER: z
      .enum([...providers, 'auto'])
      .default('cpu')
      .describe('Where graphs run; auto takes the fastest that is there'),
    DEVICES: z
      .string()
      .regex(/^cuda:\d+(,cuda:\d+)*$/, 'expected cuda:0,cuda:1 and so on')
      .optional()
      .meta({ description: 'GPUs that this process works on, with PROVIDER=cuda; the first when left out' }),
    THREADS: wholeNumber(1, 256)
      .default(defaultWorkerConfig.threads)
      .describe('Threads that make samples on the CPU, as many side by side'),
    ENCODERS: wholeNumber(1, 256).optional().describe('Encoders at once; as many as cores when left out'),
    BATCH_MAX_WAIT_MS: wholeNumber(0, 60_000)
      .default(defaultWorkerConfig.maxWaitMs)
      .describe('Longest that a sample waits for company while the device is idle'),
    AUDIT_SHARE: z.coerce
      .number()
      .min(0)
      .max(1)
      .default(defaultWorkerConfig.auditShare)
      .describe('Share of the samples whose made frames the audit reader reads anew (shownEf)'),
    DRAIN_MS: wholeNumber(0, 600_000).default(60_000).describe('How long a stop waits for the samples in hand'),
  })
  // A worker signs no URLs, so the file driver needs its folder alone.
  .superRefine(requireStorage(['STORAGE_DIR']))
  .refine(({ PROVIDER, DEVICES }) => DEVICES === undefined || PROVIDER === 'cuda', {
    path: ['DEVICES'],
    error: 'expected with PROVIDER=cuda alone',
  });
export type WorkerEnvironment = z.infer<typeof environmentSchema>;

export const workerConfigOf = (env: WorkerEnvironment): WorkerConfig => ({
  ...defaultWorkerConfig,
  provider: env.PROVIDER,
  deviceIndexes: deviceIndexesOf(env),
  threads: env.THREADS,
  maxWaitMs: env.BATCH_MAX_WAIT_MS,
  auditShare: env.AUDIT_SHARE,
  ...(env.ENCODERS !== undefined && { encodeConcurrency: env.ENCODERS }),
});

const deviceIndexesOf = ({ DEVICES = 'cuda:0' }: WorkerEnvironment): number[] => [
  ...new Set(DEVICES.split(',').map((name) => Number(name.slice('cuda:'.length)))),
];

/** Names of the bundles to load; undefined loads all. */
export const modelsOf = ({ MODELS }: WorkerEnvironment): string[] | undefined =>
  MODELS?.split(',').map((name) => name.trim());

/** Version of this package, for the build info metric. */
export const readVersion = (): string => packageVersion(new URL('../package.json', import.meta.url));

/** @throws Error naming every variable that is wrong */
export const readEnvironment = (): WorkerEnvironment => parseConfig(environmentSchema, process.env);
