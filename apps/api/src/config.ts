import {
  packageVersion,
  parseConfig,
  requireStorage,
  serverEnvironment,
  serverUrl,
  storageOf as storageOfServer,
  type StorageOptions,
  wholeNumber,
} from '@echocohort/platform';
import { limits } from '@echocohort/shared';
import { z } from 'zod';
import { type ApiConfig, defaultApiConfig, defaultDispatchConfig, defaultWebhooksConfig } from './api-config.js';
import { isNetwork } from './egress/address-policy.js';
import { formOverheadBytes } from './uploads/upload-form.js';

const namesIn = (text: string): string[] => text.split(',').flatMap((name) => name.trim() || []);

/** The environment of the API when it runs on its own. Descriptions and examples end up in .env.example. */
export const environmentSchema = z
  .object({
    HOST: z.string().default('0.0.0.0').describe('Address to listen on'),
    PORT: wholeNumber(0, 65_535).default(3000).describe('Port to listen on; 0 takes a free one'),
    ...serverEnvironment,
    DEFAULT_MODEL: z.string().default('echo-motion').describe('Bundle that a request without a model gets'),
    STORAGE_PUBLIC_URL: serverUrl
      .optional()
      .describe(
        'Where signed URLs lead. s3: the server as callers reach it, STORAGE_ENDPOINT when left out; file: this API',
      ),
    STORAGE_URL_SECRET: z.string().min(32).optional().describe('file: secret of signed URLs, 32 characters or more'),
    UPLOAD_MAX_BYTES: wholeNumber(1024, limits.uploadMaxBytes)
      .default(limits.uploadMaxBytes)
      .describe('Largest file that may be uploaded: a clip, or the items of a cohort'),
    UPLOADS_MAX: wholeNumber(4, 1024)
      .default(defaultApiConfig.uploadsMax)
      .describe('Uploads that may be on their way at once; a tenant may have a quarter of them'),
    UPLOAD_SCRATCH_BYTES: wholeNumber(1024 ** 2, 1024 ** 4)
      .default(defaultApiConfig.uploadScratchBytes)
      .describe('Bytes of uploads on their way, in TMPDIR; at least twice UPLOAD_MAX_BYTES, as a tenant may have half'),
    DECODE_CONCURRENCY: wholeNumber(1, 64)
      .default(defaultApiConfig.decodeConcurrency)
      .describe('Uploads that are decoded at the same time; each may take 513 MiB of TMPDIR and 384 MiB of memory'),
    DISPATCH_WINDOW_SECONDS: wholeNumber(1, 3_600)
      .default(defaultDispatchConfig.windowSeconds)
      .describe('Work that may be in Redis for each model and lane at once, in seconds of all its workers'),
    RATE_LIMIT_REQUESTS: wholeNumber(1, 1_000_000_000)
      .default(defaultApiConfig.rateLimit.requests)
      .describe('Requests that one API key may send in RATE_LIMIT_SECONDS'),
    RATE_LIMIT_SECONDS: wholeNumber(1, 86_400)
      .default(defaultApiConfig.rateLimit.windowSeconds)
      .describe('Window of RATE_LIMIT_REQUESTS'),
    TRUSTED_PROXIES: z
      .string()
      .default('')
      .describe('Addresses and networks of proxies whose X-Forwarded-For is believed, comma-separated'),
    WEBHOOKS_KEY: z
      .string()
      .min(32)
      .optional()
      .describe('Seals the secrets of webhooks, 32 characters or more; without it there are no webhooks'),
    WEBHOOKS_NETWORKS: z
      .string()
      .default('')
      .transform(namesIn)
      .refine((networks) => networks.every(isNetwork), { error: 'expected networks like 10.1.0.0/16, comma-separated' })
      .meta({
        description: 'Private networks that webhooks may lead to, comma-separated; public addresses they may always',
        examples: [''],
      }),
    WEBHOOKS_ALLOW_HTTP: z.stringbool().default(false).describe('Webhooks may lead to plain http:// as well'),
    DRAIN_MS: wholeNumber(0, 600_000).default(10_000).describe('How long a stop lets running requests go on'),
  })
  .superRefine(requireStorage(['STORAGE_DIR', 'STORAGE_PUBLIC_URL', 'STORAGE_URL_SECRET']))
  .refine(
    ({ UPLOAD_SCRATCH_BYTES, UPLOAD_MAX_BYTES }) => UPLOAD_SCRATCH_BYTES >= 2 * (UPLOAD_MAX_BYTES + formOverheadBytes),
    {
      path: ['UPLOAD_SCRATCH_BYTES'],
      error: 'expected room for two uploads of UPLOAD_MAX_BYTES and 128 KiB more',
    },
  );
export type ApiEnvironment = z.infer<typeof environmentSchema>;

export const storageOf = (env: ApiEnvironment): StorageOptions =>
  storageOfServer(env, { publicUrl: env.STORAGE_PUBLIC_URL, secret: env.STORAGE_URL_SECRET });

/** Version of this package, for the home page and the build info metric. */
export const readVersion = (): string => packageVersion(new URL('../package.json', import.meta.url));

export const apiConfigOf = (env: ApiEnvironment): ApiConfig => ({
  ...defaultApiConfig,
  version: readVersion(),
  defaultModel: env.DEFAULT_MODEL,
  fileUrlSecret: env.STORAGE_DRIVER === 'file' ? (env.STORAGE_URL_SECRET ?? null) : null,
  uploadMaxBytes: env.UPLOAD_MAX_BYTES,
  uploadsMax: env.UPLOADS_MAX,
  uploadScratchBytes: env.UPLOAD_SCRATCH_BYTES,
  decodeConcurrency: env.DECODE_CONCURRENCY,
  drainMs: env.DRAIN_MS,
  trustedProxies: namesIn(env.TRUSTED_PROXIES),
  rateLimit: { requests: env.RATE_LIMIT_REQUESTS, windowSeconds: env.RATE_LIMIT_SECONDS },
  dispatch: { ...defaultDispatchConfig, windowSeconds: env.DISPATCH_WINDOW_SECONDS },
  webhooks: {
    ...defaultWebhooksConfig,
    key: env.WEBHOOKS_KEY ?? null,
    networks: env.WEBHOOKS_NETWORKS,
    allowHttp: env.WEBHOOKS_ALLOW_HTTP,
  },
});

/** @throws Error naming every variable that is wrong */
export const readEnvironment = (): ApiEnvironment => parseConfig(environmentSchema, process.env);

/** Where to keep an API key needs nothing but the database. */
export const readDatabaseUrl = (): string =>
  parseConfig(z.object({ DATABASE_URL: environmentSchema.shape.DATABASE_URL }), process.env).DATABASE_URL;
