import { readFileSync } from 'node:fs';
import { parseConfig, type StorageOptions } from '@echocohort/platform';
import { limits } from '@echocohort/shared';
import { z } from 'zod';
import { type ApiConfig, defaultApiConfig, defaultDispatchConfig } from './api-config.js';

const whole = (min: number, max: number) => z.coerce.number().int().min(min).max(max);

/** The environment of the API when it runs on its own. Descriptions and examples end up in .env.example. */
export const environmentSchema = z
  .object({
    HOST: z.string().default('0.0.0.0').describe('Address to listen on'),
    PORT: whole(0, 65_535).default(3000).describe('Port to listen on; 0 takes a free one'),
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
      .meta({
        description: 'Redis 7 with maxmemory-policy noeviction',
        examples: ['redis://localhost:6379'],
      }),
    MODELS_DIR: z.string().default('models').describe('Folder of the model bundles'),
    DEFAULT_MODEL: z.string().default('echo-motion-g').describe('Bundle that a request without a model gets'),
    STORAGE_DRIVER: z.enum(['s3', 'file']).default('s3').describe('Where clips and samples are stored'),
    STORAGE_ENDPOINT: z.string().optional().describe('s3: URL of the server; left out for AWS itself'),
    STORAGE_REGION: z.string().default('us-east-1').describe('s3: region'),
    STORAGE_BUCKET: z.string().default('echocohort').describe('s3: bucket'),
    STORAGE_ACCESS_KEY_ID: z.string().optional().describe('s3: access key'),
    STORAGE_SECRET_ACCESS_KEY: z.string().optional().describe('s3: secret key'),
    STORAGE_FORCE_PATH_STYLE: z.stringbool().default(true).describe('s3: bucket in the path and not in the host name'),
    STORAGE_DIR: z.string().optional().describe('file: folder, shared with the workers'),
    STORAGE_PUBLIC_URL: z.string().optional().describe('file: where callers reach this API, for signed URLs'),
    STORAGE_URL_SECRET: z.string().min(32).optional().describe('file: secret of signed URLs, 32 characters or more'),
    UPLOAD_MAX_BYTES: whole(1024, limits.uploadMaxBytes)
      .default(limits.uploadMaxBytes)
      .describe('Largest clip that may be uploaded'),
    DECODE_CONCURRENCY: whole(1, 64).default(2).describe('Uploads that are decoded at the same time'),
    DISPATCH_WINDOW_TICKETS: whole(1, 100_000)
      .default(defaultDispatchConfig.windowTickets)
      .describe('Tickets that may be in Redis at once; at least four batches of every worker'),
    DRAIN_MS: whole(0, 600_000).default(10_000).describe('How long a stop lets running requests go on'),
    LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info').describe('Log'),
  })
  .superRefine((env, context) => {
    const needed =
      env.STORAGE_DRIVER === 's3'
        ? (['STORAGE_ACCESS_KEY_ID', 'STORAGE_SECRET_ACCESS_KEY'] as const)
        : (['STORAGE_DIR', 'STORAGE_PUBLIC_URL', 'STORAGE_URL_SECRET'] as const);
    for (const name of needed)
      if (env[name] === undefined)
        context.addIssue({
          code: 'custom',
          path: [name],
          message: `expected with STORAGE_DRIVER=${env.STORAGE_DRIVER}`,
        });
  });
export type ApiEnvironment = z.infer<typeof environmentSchema>;

/** Storage as the environment names it. The fields that the driver needs were checked when it was parsed. */
export const storageOf = (env: ApiEnvironment): StorageOptions =>
  env.STORAGE_DRIVER === 'file'
    ? {
        driver: 'file',
        dir: env.STORAGE_DIR ?? '',
        publicUrl: env.STORAGE_PUBLIC_URL ?? '',
        secret: env.STORAGE_URL_SECRET ?? '',
      }
    : {
        driver: 's3',
        endpoint: env.STORAGE_ENDPOINT,
        region: env.STORAGE_REGION,
        bucket: env.STORAGE_BUCKET,
        accessKeyId: env.STORAGE_ACCESS_KEY_ID ?? '',
        secretAccessKey: env.STORAGE_SECRET_ACCESS_KEY ?? '',
        forcePathStyle: env.STORAGE_FORCE_PATH_STYLE,
      };

const packageSchema = z.object({ version: z.string() });

/** Version of this package, for the home page and the build info metric. */
export const readVersion = (): string => {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return packageSchema.parse(JSON.parse(text)).version;
};

export const apiConfigOf = (env: ApiEnvironment): ApiConfig => ({
  ...defaultApiConfig,
  version: readVersion(),
  defaultModel: env.DEFAULT_MODEL,
  fileUrlSecret: env.STORAGE_DRIVER === 'file' ? (env.STORAGE_URL_SECRET ?? null) : null,
  uploadMaxBytes: env.UPLOAD_MAX_BYTES,
  decodeConcurrency: env.DECODE_CONCURRENCY,
  drainMs: env.DRAIN_MS,
  dispatch: { ...defaultDispatchConfig, windowTickets: env.DISPATCH_WINDOW_TICKETS },
});

/** @throws Error naming every variable that is wrong */
export const readEnvironment = (): ApiEnvironment => parseConfig(environmentSchema, process.env);

/** Where to keep an API key needs nothing but the database. */
export const readDatabaseUrl = (): string =>
  parseConfig(z.object({ DATABASE_URL: environmentSchema.shape.DATABASE_URL }), process.env).DATABASE_URL;
