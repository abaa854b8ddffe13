import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createLogger } from '@echocohort/platform';
import { beatingClipOf, emptyPglite, freePort, npyOf, startRedis, type RedisRig } from '@echocohort/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pathsOf } from './config.js';
import { type EmbeddedSystem, startEmbedded } from './embedded-system.js';

const root = join(import.meta.dirname, '../../..');

/** The guide's blocks of shell, in their order. */
const blocksOf = (markdown: string): string[] =>
  [...markdown.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block = '']) => block);

describe('docs/api-guide.md', () => {
  let redis: RedisRig;
  let home: string;
  let system: EmbeddedSystem;
  let said: string;

  beforeAll(async () => {
    [redis, home] = await Promise.all([startRedis(), mkdtemp(join(tmpdir(), 'echocohort-guide-'))]);
    await cp(join(root, 'models/tiny'), join(home, 'models/tiny'), { recursive: true });
    await emptyPglite(pathsOf(join(home, 'data')).database);
    system = await startEmbedded(
      {
        ...{ home: join(home, 'data'), redisUrl: redis.url, host: '127.0.0.1', port: await freePort() },
        ...{ modelsDir: join(home, 'models'), models: ['tiny'], threads: 1 },
      },
      createLogger('spec', { level: 'silent' }),
    );
    await writeFile(join(home, 'clip.npy'), npyOf(beatingClipOf()));
    const blocks = blocksOf(await readFile(join(root, 'docs/api-guide.md'), 'utf8'));
    expect(blocks).toHaveLength(5);
    const script = ['set -euo pipefail', ...blocks].join('\n');
    const env = { ...process.env, URL: system.url, KEY: system.apiKey, CLIP_FILE: join(home, 'clip.npy') };
    ({ stdout: said } = await promisify(execFile)('bash', ['-c', script], { cwd: home, env }));
  }, 180_000);
  afterAll(async () => {
    await system.close();
    await redis.stop();
    await rm(home, { recursive: true });
  });

  it('runs as it stands', () => {
    expect(said).toContain('"code": "quota-exceeded"');
    expect(said).toMatch(/^404$/m);
    expect(said).toContain('"suspended"');
    expect(said.match(/"custom_id":"heart \d"/g)).toHaveLength(6);
    expect(said).toMatch(/"firing": "fired"/);
  });

  it('leaves a manifest of all samples, made once each', async () => {
    const [head, ...rows] = (await readFile(join(home, 'manifest.csv'), 'utf8')).trim().split('\n');
    expect(head).toContain('targetEf');
    expect(rows).toHaveLength(12);
    expect(new Set(rows.map((row) => row.split(',')[0])).size).toBe(12);
  });
});
