import { readFile } from 'node:fs/promises';
import { envExample, parseConfig, serverEnvironment } from '@echocohort/platform';
import { describe, expect, it } from '@jest/globals';
import { environmentSchema, workerConfigOf } from './config.js';

const env = { DATABASE_URL: 'postgres://localhost/x', REDIS_URL: 'redis://localhost', STORAGE_DRIVER: 'file' };

describe('the worker’s environment', () => {
  it('is what .env.example says', async () => {
    const committed = await readFile(new URL('../.env.example', import.meta.url), 'utf8');
    expect(committed).toBe(envExample('worker', environmentSchema.shape));
    expect(committed).not.toBe(envExample('worker', serverEnvironment));
  });

  it('needs what its storage driver needs, and names it', () => {
    expect(parseConfig(environmentSchema, { ...env, STORAGE_DIR: '/data' }).STORAGE_DIR).toBe('/data');
    expect(() => parseConfig(environmentSchema, env)).toThrow('STORAGE_DIR: expected with STORAGE_DRIVER=file');
    const s3 = { ...env, STORAGE_DRIVER: 's3' };
    expect(() => parseConfig(environmentSchema, s3)).toThrow('STORAGE_ACCESS_KEY_ID: expected with STORAGE_DRIVER=s3');
  });

  it('names the devices of a provider, and only of one that has several', () => {
    const devices = (values: Record<string, string>) =>
      workerConfigOf(parseConfig(environmentSchema, { ...env, STORAGE_DIR: '/data', ...values }));
    expect(devices({})).toMatchObject({ provider: 'cpu', deviceIndexes: [0] });
    expect(devices({ PROVIDER: 'auto' })).toMatchObject({ provider: 'auto', deviceIndexes: [0] });
    expect(devices({ PROVIDER: 'cuda', DEVICES: 'cuda:0,cuda:3,cuda:0' })).toMatchObject({ deviceIndexes: [0, 3] });
    expect(() => devices({ DEVICES: 'cuda:1' })).toThrow('DEVICES: expected with PROVIDER=cuda alone');
    expect(() => devices({ PROVIDER: 'cuda', DEVICES: 'gpu1' })).toThrow('DEVICES: expected cuda:0,cuda:1 and so on');
    expect(() => devices({ PROVIDER: 'tpu' })).toThrow('PROVIDER');
  });
});
