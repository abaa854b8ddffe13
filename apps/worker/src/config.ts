import { readFileSync } from 'node:fs';
import { parseConfig, type StorageOptions } from '@echocohort/platform';
import { providers } from '@echocohort/sampler';
import { z } from 'zod';
import { defaultWorkerConfig, type WorkerConfig } from './worker-config.js';

const whole = (min: number, max: number) => z.coerce.number().int().min(min).max(max);

/** The environment of a worker that runs on its own. Descriptions and examples end up in .env.example. */
export const environmentSchema = z
  .object({
    HOST: z.string().default('0.0.0.0').describe('Address of probes and metrics'),
    METRICS_PORT: whole(0, 65_535).default(9464).describe('Port of /healthz, /readyz and /metrics; 0 takes a free one'),
    DATABASE_URL: z
      .string()
      .min(1)
      .meta({
        description: 'PostgreSQL 15 or later',
        examples: ['postgres://echocohort:change-me@localhost:5432/echocohort'],
      }),
    REDIS_URL: z
      .string()
      .min(1)
      .meta({ description: 'Redis 7 with maxmemory-policy noeviction', examples: ['redis://localhost:6379'] }),
    MODELS_DIR: z.string().default('models').describe('Folder of the model bundles'),
    MODELS: z.string().optional().describe('Bundles to load, comma-separated; all of the folder when left out'),
    PROVIDER: z.enum(providers).default('cpu').describe('Where graphs run'),
    THREADS: whole(1, 256).default(defaultWorkerConfig.threads).describe('Threads of one graph call on the CPU'),
    STORAGE_DRIVER: z.enum(['s3', 'file']).default('s3').describe('Where clips and samples are stored'),
    STORAGE_ENDPOINT: z.string().optional().describe('s3: URL of the server; left out for AWS itself'),
    STORAGE_REGION: z.string().default('us-east-1').describe('s3: region'),
    STORAGE_BUCKET: z.string().default('echocohort').describe('s3: bucket'),
    STORAGE_ACCESS_KEY_ID: z.string().optional().describe('s3: access key'),
    STORAGE_SECRET_ACCESS_KEY: z.string().optional().describe('s3: secret key'),
    STORAGE_FORCE_PATH_STYLE: z.stringbool().default(true).describe('s3: bucket in the path and not in the host name'),
    STORAGE_DIR: z.string().optional().describe('file: folder, shared with the API'),
    BATCH_MAX_WAIT_MS: whole(0, 60_000)
      .default(defaultWorkerConfig.maxWaitMs)
      .describe('Longest that a sample waits for company while the device is idle'),
    AUDIT_SHARE: z.coerce
      .number()
      .min(0)
      .max(1)
      .default(defaultWorkerConfig.auditShare)
      .describe('Share of the accepted samples that the audit measurer looks at'),
    DRAIN_MS: whole(0, 600_000).default(60_000).describe('How long a stop waits for the samples in hand'),
    LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info').describe('Log'),
  })
  .superRefine((env, context) => {
    const needed =
      env.STORAGE_DRIVER === 's3'
        ? (['STORAGE_ACCESS_KEY_ID', 'STORAGE_SECRET_ACCESS_KEY'] as const)
        : (['STORAGE_DIR'] as const);
    for (const name of needed)
      if (env[name] === undefined)
        context.addIssue({
          code: 'custom',
          path: [name],
          message: `expected with STORAGE_DRIVER=${env.STORAGE_DRIVER}`,
        });
  });
export type WorkerEnvironment = z.infer<typeof environmentSchema>;

/** Storage as the environment names it. The fields that the driver needs were checked when it was parsed. */
export const storageOf = (env: WorkerEnvironment): StorageOptions =>
  env.STORAGE_DRIVER === 'file'
    ? // A worker signs no URLs, so it needs neither the public address nor the secret.
      { driver: 'file', dir: env.STORAGE_DIR ?? '', publicUrl: '', secret: '' }
    : {
        driver: 's3',
        endpoint: env.STORAGE_ENDPOINT,
        region: env.STORAGE_REGION,
        bucket: env.STORAGE_BUCKET,
        accessKeyId: env.STORAGE_ACCESS_KEY_ID ?? '',
        secretAccessKey: env.STORAGE_SECRET_ACCESS_KEY ?? '',
        forcePathStyle: env.STORAGE_FORCE_PATH_STYLE,
      };

export const workerConfigOf = (env: WorkerEnvironment): WorkerConfig => ({
  ...defaultWorkerConfig,
  provider: env.PROVIDER,
  threads: env.THREADS,
  maxWaitMs: env.BATCH_MAX_WAIT_MS,
  auditShare: env.AUDIT_SHARE,
});

/** Names of the bundles to load; undefined loads all. */
export const modelsOf = ({ MODELS }: WorkerEnvironment): string[] | undefined =>
  MODELS?.split(',').map((name) => name.trim());

const packageSchema = z.object({ version: z.string() });

/** Version of this package, for the build info metric. */
export const readVersion = (): string => {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return packageSchema.parse(JSON.parse(text)).version;
};

/** @throws Error naming every variable that is wrong */
export const readEnvironment = (): WorkerEnvironment => parseConfig(environmentSchema, process.env);
