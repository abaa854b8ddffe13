import { parseConfig } from '@echocohort/platform';
import { describe, expect, it } from '@jest/globals';
import { apiConfigOf, environmentSchema, storageOf } from './config.js';

const s3 = {
  DATABASE_URL: 'postgres://localhost/echocohort',
  REDIS_URL: 'redis://localhost',
  STORAGE_ACCESS_KEY_ID: 'id',
  STORAGE_SECRET_ACCESS_KEY: 'very secret',
};
const files = {
  ...s3,
  STORAGE_DRIVER: 'file',
  STORAGE_DIR: '/data',
  STORAGE_PUBLIC_URL: 'http://localhost:3000',
  STORAGE_URL_SECRET: 's'.repeat(32),
};

describe('the configuration', () => {
  it('needs the servers and their keys, and has a default for the rest', () => {
    const env = parseConfig(environmentSchema, s3);
    expect(env).toMatchObject({ PORT: 3000, HOST: '0.0.0.0', MODELS_DIR: 'models' });
    expect(storageOf(env)).toMatchObject({ driver: 's3', bucket: 'echocohort', forcePathStyle: true });
    expect(apiConfigOf(env)).toMatchObject({ version: '0.1.0', fileUrlSecret: null, dispatch: { windowSeconds: 10 } });
  });

  it('signs for the host that callers reach, where it is another one than the endpoint', () => {
    const inside = { ...s3, STORAGE_ENDPOINT: 'http://s3:8333' };
    const storage = (env: Record<string, string>) => storageOf(parseConfig(environmentSchema, env));
    expect(storage(inside)).toMatchObject({ endpoint: 'http://s3:8333', publicUrl: undefined });
    expect(storage({ ...inside, STORAGE_PUBLIC_URL: 'https://clips.example.org' })).toMatchObject({
      endpoint: 'http://s3:8333',
      publicUrl: 'https://clips.example.org',
    });
  });

  it('hands the secret of signed URLs to the API with the file driver', () => {
    const env = parseConfig(environmentSchema, files);
    expect(storageOf(env)).toMatchObject({ driver: 'file', dir: '/data' });
    expect(apiConfigOf(env).fileUrlSecret).toBe('s'.repeat(32));
  });

  it('believes the proxies that it is told of, and none else', () => {
    const proxies = (names?: string) =>
      apiConfigOf(parseConfig(environmentSchema, { ...s3, TRUSTED_PROXIES: names })).trustedProxies;
    expect([proxies(), proxies('10.0.0.0/8, loopback')]).toEqual([[], ['10.0.0.0/8', 'loopback']]);
  });

  it('lets webhooks lead to the networks that it is told of, and to https alone', () => {
    const webhooks = (env: Record<string, string>) =>
      apiConfigOf(parseConfig(environmentSchema, { ...s3, ...env })).webhooks;
    expect(webhooks({})).toMatchObject({ key: null, networks: [], allowHttp: false });
    const told = {
      WEBHOOKS_KEY: 'k'.repeat(32),
      WEBHOOKS_NETWORKS: '10.1.0.0/16, fd00::/8',
      WEBHOOKS_ALLOW_HTTP: 'true',
    };
    expect(webhooks(told)).toMatchObject({
      ...{ key: 'k'.repeat(32), networks: ['10.1.0.0/16', 'fd00::/8'], allowHttp: true },
    });
  });

  it.each<[string, Record<string, string | undefined>, string]>([
    ['no database', { ...s3, DATABASE_URL: undefined }, 'DATABASE_URL'],
    ['an empty Redis URL', { ...s3, REDIS_URL: '' }, 'REDIS_URL'],
    ['a port that is none', { ...s3, PORT: 'http' }, 'PORT'],
    ['an unknown driver', { ...s3, STORAGE_DRIVER: 'ftp' }, 'STORAGE_DRIVER'],
    ['an endpoint without a scheme', { ...s3, STORAGE_ENDPOINT: 's3:8333' }, 'STORAGE_ENDPOINT'],
    ['a public URL that is no URL', { ...s3, STORAGE_PUBLIC_URL: 'clips.example.org' }, 'STORAGE_PUBLIC_URL'],
    ['s3 without its key', { ...s3, STORAGE_ACCESS_KEY_ID: undefined }, 'STORAGE_ACCESS_KEY_ID'],
    ['files without a folder', { ...files, STORAGE_DIR: undefined }, 'STORAGE_DIR'],
    ['a short secret', { ...files, STORAGE_URL_SECRET: 'short' }, 'STORAGE_URL_SECRET'],
    ['a short key of webhooks', { ...s3, WEBHOOKS_KEY: 'short' }, 'WEBHOOKS_KEY'],
    ['a network that is none', { ...s3, WEBHOOKS_NETWORKS: '10.0.0.0/8, here' }, 'WEBHOOKS_NETWORKS'],
    ['a window of 0', { ...s3, DISPATCH_WINDOW_SECONDS: '0' }, 'DISPATCH_WINDOW_SECONDS'],
  ])('refuses %s, naming the variable and no secret', (_name, env, variable) => {
    const parse = () => parseConfig(environmentSchema, env);
    expect(parse).toThrow(new RegExp(`  ${variable}: `));
    expect(parse).not.toThrow(/very secret/);
  });
});
