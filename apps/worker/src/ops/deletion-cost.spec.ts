import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createLogger } from '@echocohort/platform';
import { costOf, DeletionCost } from './deletion-cost.js';

interface Asked {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly authorization: string | undefined;
  readonly type: string | undefined;
  readonly body: unknown;
}

let accountDir = '';
let server: Server;
let asked: Asked[] = [];
let status = 200;
let lines: string[] = [];
let costs: DeletionCost[] = [];

beforeEach(async () => {
  [asked, lines, costs, status] = [[], [], [], 200];
  accountDir = await mkdtemp(join(tmpdir(), 'echocohort-account-'));
  const files = { token: 'secret-token\n', namespace: 'echo', 'ca.crt': 'none' };
  for (const [name, text] of Object.entries(files)) await writeFile(join(accountDir, name), text);
  server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      const { method, url, headers } = request;
      asked.push({
        method,
        url,
        authorization: headers.authorization,
        type: headers['content-type'],
        body: JSON.parse(text),
      });
      response.writeHead(status).end('{}');
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
});
afterEach(async () => {
  for (const cost of costs) cost.stop();
  await new Promise((closed) => server.close(closed));
  await rm(accountDir, { recursive: true });
});

const costThat = (samplesInHand: () => number, dir = accountDir): DeletionCost => {
  const logger = createLogger('worker', { level: 'warn', destination: { write: (line) => void lines.push(line) } });
  const { port } = server.address() as AddressInfo;
  const options = { samplesInHand, logger, accountDir: dir, apiUrl: `http://127.0.0.1:${port}`, pod: 'worker-1' };
  const cost = new DeletionCost(options);
  costs.push(cost);
  return cost;
};
const tellAll = async (cost: DeletionCost, times: number): Promise<void> => {
  for (let n = 0; n < times; n += 1) await cost.tell();
};

describe('DeletionCost', () => {
  it('writes what is in hand into its own pod, and again only when it has changed much', async () => {
    const hands = [0, 3, 4, 4, 40, 0];
    await tellAll(
      costThat(() => hands.shift() ?? 0),
      6,
    );
    expect(asked[0]).toEqual({
      method: 'PATCH',
      url: '/api/v1/namespaces/echo/pods/worker-1',
      authorization: 'Bearer secret-token',
      type: 'application/merge-patch+json',
      body: { metadata: { annotations: { 'controller.kubernetes.io/pod-deletion-cost': '0' } } },
    });
    const told = asked.map(
      ({ body }) => Object.values((body as { metadata: { annotations: object } }).metadata.annotations)[0] as string,
    );
    expect(told).toEqual(['0', '4', '64', '0']);
  });

  it('says once why it cannot, and goes on trying', async () => {
    status = 403;
    const cost = costThat(() => 5);
    await tellAll(cost, 3);
    expect(asked).toHaveLength(3);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('PATCH /api/v1/namespaces/echo/pods/worker-1 answers 403');
    expect(lines[0]).not.toContain('secret-token');
    status = 200;
    await tellAll(cost, 2);
    expect(asked).toHaveLength(4);
  });

  it('tells nobody without an account', async () => {
    await tellAll(
      costThat(() => 5, join(accountDir, 'none')),
      2,
    );
    expect([asked, lines]).toEqual([[], []]);
  });

  it('counts in doubles', () => {
    expect([0, 1, 2, 3, 16, 17, 100].map(costOf)).toEqual([0, 1, 2, 4, 16, 32, 128]);
  });
});
