import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { createLogger } from '@echocohort/platform';
import { emptyPglite, freePort, startRedis, type RedisRig } from '@echocohort/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Browser, chromium, type Page } from 'playwright-core';
import { pathsOf } from './config.js';
import { type EmbeddedSystem, startEmbedded } from './embedded-system.js';

const root = join(import.meta.dirname, '../../..');
const studio = join(root, 'apps/studio');
const firstPageMaxBytes = 150_000;
const patience = { timeout: 60_000 };

interface AxeResult {
  violations: { id: string; impact: string | null; nodes: { html: string }[] }[];
}

let redis: RedisRig;
let home: string;
let system: EmbeddedSystem;
let browser: Browser;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  [redis, home] = await Promise.all([startRedis(), mkdtemp(join(tmpdir(), 'echocohort-studio-'))]);
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const env = { ...process.env, NODE_ENV: 'production' };
  await promisify(execFile)(process.execPath, [vite, 'build'], { cwd: studio, env });
  await emptyPglite(pathsOf(home).database);
  system = await startEmbedded(
    {
      ...{ home, redisUrl: redis.url, host: '127.0.0.1', port: await freePort() },
      ...{ modelsDir: join(root, 'models'), models: ['echo-motion'], threads: 2 },
    },
    createLogger('spec', { level: 'silent' }),
  );
  const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args });
  // Still pictures: what moves would cost more than what is looked at.
  page = await browser.newPage({ viewport: { width: 1440, height: 1010 }, reducedMotion: 'reduce' });
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', ({ message }) => void complaints.push(message));
}, 180_000);
afterAll(async () => {
  await browser.close();
  await system.close();
  await redis.stop();
  await rm(home, { recursive: true, force: true });
}, 60_000);

const axeSource = () => readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What a screen reader or a keyboard would stumble over. */
const barriers = async (): Promise<string[]> => {
  // Evaluated and not added as a script: the page's policy lets none in, which is as it should be.
  await page.evaluate(await axeSource());
  const { violations } = await page.evaluate<AxeResult>('axe.run()');
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`);
};

describe('the studio', () => {
  it('asks for a key, and takes none that is not known', async () => {
    await page.goto(`${system.url}/studio`);
    await page.getByLabel('API key').fill('ec_wrong');
    expect(await barriers()).toEqual([]);
    await page.getByRole('button', { name: 'Open the studio' }).click();
    await page.getByRole('alert').getByText('This key is not known').waitFor();
    complaints.length = 0; // the browser's own line about the 401
  });

  it('takes the key of the link that npm start prints, and leaves none in the address', async () => {
    await page.goto(`${system.url}/studio#key=${system.apiKey}`);
    await page.getByRole('heading', { name: 'Drop a clip of a heart here' }).waitFor();
    expect(page.url()).toBe(`${system.url}/studio/generate`);
    expect(await barriers()).toEqual([]);
  });

  it('says in words why a file is no clip', async () => {
    await page.getByLabel('A clip').setInputFiles(join(root, 'README.md'));
    await page.getByRole('alert').getByText('This kind of file cannot be read.').waitFor(patience);
    complaints.length = 0;
  });

  it('shows the reading of an ultrasound, and a twin beside it', async () => {
    await page.getByLabel('A clip').setInputFiles(join(root, 'libs/media/fixtures/ybr-colour-ultrasound.dcm'));
    await page.getByRole('status').getByText('readable, readers agree').waitFor(patience);
    expect(await page.getByRole('button', { name: /end-diastole, readable/ }).count()).toBe(1);
    expect(await page.getByRole('button', { name: /, readable, observed/ }).count()).toBe(1);
    await page.getByRole('img', { name: /^Twin, EF 2\d\.\d %, synthetic/ }).waitFor(patience);
    expect(await page.getByText('accepted', { exact: true }).count()).toBe(1);
    expect(await page.getByRole('img', { name: /Volume over the beat.*source.*twin/ }).count()).toBe(1);
  }, 120_000);

  it('makes another twin for another EF, by key, and the address carries it', async () => {
    await page.getByRole('heading', { name: 'ybr-colour-ultrasound.dcm' }).click();
    for (let step = 0; step < 10; step++) await page.keyboard.press(']');
    await page.getByRole('img', { name: /^Twin, EF 3\d\.\d %, synthetic/ }).waitFor(patience);
    expect(new URL(page.url()).searchParams.get('ef')).toBe('35');
    await page.keyboard.press('o');
    expect(new URL(page.url()).searchParams.get('outlines')).toBe('off');
    await page.keyboard.press('o');
  }, 120_000);

  it('moves source, twin and curves together', async () => {
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    expect(await page.getByLabel('Frame of the source').inputValue()).toBe('2');
    expect(await page.getByLabel('Frame of the twin').inputValue()).toBe('2');
  });

  it('makes the ladder in one row, and a rung is chosen by pressing it', async () => {
    await page.keyboard.press('l');
    await page.getByRole('button', { name: /^EF 75 %, measured .*, synthetic$/ }).waitFor({ timeout: 110_000 });
    const rungs = page.getByRole('button', { name: /^EF \d+ %, measured .*, synthetic$/ });
    await rungs.nth(6).waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: /^EF 55 %/ }).click();
    await page.getByRole('img', { name: /^Twin, EF 5\d\.\d %, synthetic/ }).waitFor(patience);
    expect(await barriers()).toEqual([]);
  }, 180_000);

  it('is the same again by its address, without anything made twice', async () => {
    const made = async () =>
      /^echocohort_batch_size_sum (\d+)$/m.exec(await (await fetch(`${system.url}/metrics`)).text())?.[1];
    const before = await made();
    expect(Number(before)).toBeGreaterThan(7);
    await page.reload();
    await page.getByRole('img', { name: /^Twin, EF 5\d\.\d %, synthetic/ }).waitFor(patience);
    expect(await made()).toBe(before);
  }, 120_000);

  it('has room on a narrow screen', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(390);
    expect(await barriers()).toEqual([]);
  });

  it('had nothing to complain about: no script of others, no call that failed', () => {
    expect(complaints).toEqual([]);
  });

  it(`comes in ${firstPageMaxBytes / 1000} kB`, async () => {
    const assets = join(studio, 'dist/assets');
    const files = [join(studio, 'dist/index.html'), ...(await readdir(assets)).map((name) => join(assets, name))];
    const sizes = await Promise.all(files.map(async (file) => gzipSync(await readFile(file)).length));
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    expect(bytes).toBeGreaterThan(50_000);
    expect(bytes).toBeLessThan(firstPageMaxBytes);
  });
});
