import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { type AddressInfo } from 'node:net';
import { expectEventually } from '@echocohort/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Link } from './link.js';

describe('a link', () => {
  const body = 'x'.repeat(20_000);
  let server: Server;
  let link: Link;

  beforeEach(async () => {
    server = createServer((_, response) => response.end(body));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    link = await Link.to('127.0.0.1', (server.address() as AddressInfo).port);
  });
  afterEach(async () => {
    await link.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const ask = async (): Promise<string> => {
    const response = await fetch(`http://127.0.0.1:${link.port}/`, { headers: { Connection: 'close' } });
    return response.ok ? response.text() : String(response.status);
  };

  it('passes what is said, whole', async () => {
    expect(await ask()).toBe(body);
  });

  it('refuses while it is cut, and passes again', async () => {
    link.set('cut');
    await expect(ask()).rejects.toThrow();
    link.set('open');
    expect(await ask()).toBe(body);
  });

  it('answers 503 without asking the server', async () => {
    link.set('unavailable');
    expect(await ask()).toBe('503');
  });

  it('says nothing while it is stalled, and everything afterwards', async () => {
    link.set('stalled');
    let answer: string | null = null;
    const asked = ask().then((text) => (answer = text));
    await expectEventually(async () => {
      expect(await new Promise<number>((resolve) => server.getConnections((_, count) => resolve(count)))).toBe(1);
    });
    expect(answer).toBeNull();
    link.set('open');
    expect(await asked).toBe(body);
  });

  it('passes slowly what is said, whole', async () => {
    link.set('slow');
    const startedMs = performance.now();
    expect(await ask()).toBe(body);
    expect(performance.now() - startedMs).toBeGreaterThan(600);
  });
});
