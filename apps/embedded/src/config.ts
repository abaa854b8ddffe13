import { join } from 'node:path';
import { parseConfig } from '@echocohort/platform';
import { z } from 'zod';

/** What the embedded system reads from its environment; the only place that does. */
const schema = z.object({
  ECHOCOHORT_HOME: z.string().min(1).describe('folder that keeps the database, the clips and the first API key'),
  REDIS_URL: z.string().startsWith('redis://').describe('a Redis of its own'),
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
  MODELS_DIR: z.string().default('models').describe('folder of model bundles'),
  MODELS: z.string().default('echo-motion').describe('bundles to serve, comma-separated; the first is the default'),
  THREADS: z.coerce.number().int().min(1).default(2).describe('threads that make samples, as many side by side'),
});

export interface EmbeddedConfig {
  readonly home: string;
  readonly redisUrl: string;
  readonly host: string;
  readonly port: number;
  readonly modelsDir: string;
  readonly models: readonly string[];
  readonly threads: number;
}

/** @throws Error that names each variable at fault */
export const embeddedConfig = (env: Record<string, string | undefined>): EmbeddedConfig => {
  const parsed = parseConfig(schema, env);
  return {
    home: parsed.ECHOCOHORT_HOME,
    redisUrl: parsed.REDIS_URL,
    host: parsed.HOST,
    port: parsed.PORT,
    modelsDir: parsed.MODELS_DIR,
    models: parsed.MODELS.split(',').map((name) => name.trim()),
    threads: parsed.THREADS,
  };
};

export const pathsOf = (home: string) => ({
  database: join(home, 'database'),
  objects: join(home, 'objects'),
  secrets: join(home, 'secrets.json'),
});
