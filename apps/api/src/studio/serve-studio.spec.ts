import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import express from 'express';
import { serveStudio } from './serve-studio.js';

describe('the studio’s files', () => {
  let dir: string;
  let server: Server;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'echocohort-studio-'));
    server = createServer(express().use('/studio', serveStudio(join(dir, 'dist')))).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(async () => {
    server.close();
    await rm(dir, { recursive: true });
  });

  const get = (path: string, init?: RequestInit) =>
    fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/studio${path}`, init);

  it('say how to build them where there are none, and are there once they are built', async () => {
    const answer = await get('');
    expect(answer.status).toBe(404);
    expect(await answer.text()).toMatch(/The studio is not built.*npm run build/s);
    await mkdir(join(dir, 'dist/assets'), { recursive: true });
    await writeFile(join(dir, 'dist/index.html'), '<!doctype html>the studio');
    await writeFile(join(dir, 'dist/assets/index-1a2b.js'), 'export {};');
    for (const page of ['', '/', '/generate?ef=25', '/anything/else'])
      expect(await (await get(page)).text()).toBe('<!doctype html>the studio');
  });

  it('keep to a policy that lets nothing in from outside', async () => {
    const { headers } = await get('/generate');
    const policy = headers.get('Content-Security-Policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
    expect(headers.get('Cache-Control')).toBe('no-cache');
  });

  it('are kept for ever where their name tells their content', async () => {
    const script = await get('/assets/index-1a2b.js');
    expect(script.headers.get('Cache-Control')).toBe('public, max-age=31536000, immutable');
    expect(script.headers.get('Content-Type')).toMatch(/javascript/);
  });

  it('are no others: not what is missing, nor what lies beside them', async () => {
    await writeFile(join(dir, 'secret.txt'), 'secret');
    for (const path of ['/assets/none.js', '/..%2fsecret.txt', '/%2e%2e/secret.txt'])
      expect((await get(path)).status).toBe(404);
    expect((await get('/generate', { method: 'POST' })).status).toBe(404);
  });
});
