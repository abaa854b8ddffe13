import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { type StorageOptions } from '../storage/storage.port.js';

/** A whole number in a variable. */
export const wholeNumber = (min: number, max: number) => z.coerce.number().int().min(min).max(max);

/** Where a server answers. */
export const serverUrl = z.url({ protocol: /^https?$/, error: 'expected an http:// or https:// URL' });

/**
 * Variables that every server process reads alike; an app spreads them into its own schema. Descriptions and examples
 * end up in its .env.example.
 */
export const serverEnvironment = {
  DATABASE_URL: z
    .string()
    .min(1)
    .meta({
      description: 'PostgreSQL 15 to 18',
      examples: ['postgres://echocohort:change-me@localhost:5432/echocohort'],
    }),
  REDIS_URL: z
    .string()
    .min(1)
    .meta({ description: 'Redis 7 or Valkey with maxmemory-policy noeviction', examples: ['redis://localhost:6379'] }),
  MODELS_DIR: z.string().default('models').describe('Folder of the model bundles'),
  STORAGE_DRIVER: z.enum(['s3', 'file']).default('s3').describe('Where clips and samples are stored'),
  STORAGE_ENDPOINT: serverUrl.optional().describe('s3: URL of the server; left out for AWS itself'),
  STORAGE_REGION: z.string().default('us-east-1').describe('s3: region'),
  STORAGE_BUCKET: z.string().default('echocohort').describe('s3: bucket'),
  STORAGE_ACCESS_KEY_ID: z.string().optional().describe('s3: access key'),
  STORAGE_SECRET_ACCESS_KEY: z.string().optional().describe('s3: secret key'),
  STORAGE_FORCE_PATH_STYLE: z.stringbool().default(true).describe('s3: bucket in the path and not in the host name'),
  STORAGE_DIR: z.string().optional().describe('file: folder, shared by the API and the workers'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info').describe('Log'),
} as const;

type StorageEnvironment = z.infer<z.ZodObject<typeof serverEnvironment>>;

/** A refinement: the variables that the chosen storage driver cannot do without are there. */
export const requireStorage =
  <F extends string>(fileNeeds: readonly F[]) =>
  (env: StorageEnvironment & Readonly<Partial<Record<F, unknown>>>, context: z.RefinementCtx): void => {
    const s3Needs = ['STORAGE_ACCESS_KEY_ID', 'STORAGE_SECRET_ACCESS_KEY'] as const;
    const needed: readonly (F | (typeof s3Needs)[number])[] = env.STORAGE_DRIVER === 's3' ? s3Needs : fileNeeds;
    for (const name of needed)
      if (env[name] === undefined)
        context.addIssue({
          code: 'custom',
          path: [name],
          message: `expected with STORAGE_DRIVER=${env.STORAGE_DRIVER}`,
        });
  };

/**
 * Storage as the environment names it. The variables that the driver needs were checked when it was parsed.
 * @param signing where signed URLs lead, and what signs those of the file driver; nothing for a process that signs none
 */
export const storageOf = (
  env: StorageEnvironment,
  signing: { publicUrl?: string | undefined; secret?: string | undefined } = {},
): StorageOptions =>
  env.STORAGE_DRIVER === 'file'
    ? { driver: 'file', dir: env.STORAGE_DIR ?? '', publicUrl: signing.publicUrl ?? '', secret: signing.secret ?? '' }
    : {
        driver: 's3',
        endpoint: env.STORAGE_ENDPOINT,
        publicUrl: signing.publicUrl,
        region: env.STORAGE_REGION,
        bucket: env.STORAGE_BUCKET,
        accessKeyId: env.STORAGE_ACCESS_KEY_ID ?? '',
        secretAccessKey: env.STORAGE_SECRET_ACCESS_KEY ?? '',
        forcePathStyle: env.STORAGE_FORCE_PATH_STYLE,
      };

const packageSchema = z.object({ version: z.string() });

/** Version that a package.json states, for the build info metric. */
export const packageVersion = (packageJson: URL): string =>
  packageSchema.parse(JSON.parse(readFileSync(packageJson, 'utf8'))).version;
