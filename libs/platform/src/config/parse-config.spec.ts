import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { parseConfig } from '../index.js';

const schema = z.object({
  PORT: z.coerce.number().int().min(1).max(65_535).default(3000),
  REDIS_URL: z.url('expected a redis:// URL'),
  S3_SECRET: z.string().min(8, 'expected 8 characters or more'),
});

describe('parseConfig', () => {
  it('parses, fills defaults in, and takes an empty variable as absent', () => {
    const config = parseConfig(schema, {
      PORT: '',
      REDIS_URL: 'redis://localhost',
      S3_SECRET: 'long enough',
      PATH: '/bin',
    });
    expect(config).toEqual({ PORT: 3000, REDIS_URL: 'redis://localhost', S3_SECRET: 'long enough' });
  });

  it('names every variable that is wrong and never its value', () => {
    const parse = (): unknown => parseConfig(schema, { PORT: 'http', S3_SECRET: 'short' });
    expect(parse).toThrow(
      /^The configuration is not valid:\n {2}PORT: .+\n {2}REDIS_URL: expected a redis.+\n {2}S3_SECRET: expected 8/,
    );
    expect(parse).not.toThrow(/short/);
  });
});
