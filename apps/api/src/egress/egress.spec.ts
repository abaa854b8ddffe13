import { EchoError } from '@echocohort/shared';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Receiver, startReceiver, takes } from '../test-rig/receiver.js';
import { addressPolicy } from './address-policy.js';
import { Egress } from './egress.js';
import { post } from './post.js';
import { type ResolveName } from './resolve-name.js';

const loopback = ['127.0.0.0/8'];
const noAddress: ResolveName = () => Promise.resolve([]);
const egressOf = (of: { networks?: readonly string[]; resolve?: ResolveName } = {}): Egress =>
  new Egress({ policy: addressPolicy(of.networks ?? []), resolve: of.resolve ?? noAddress, allowHttp: true });
const wish = (url: string) => ({
  ...{ url, headers: {}, body: '{"data":{}}', timeoutMs: 5_000, answerMaxBytes: 16 },
  signal: new AbortController().signal,
});

describe('addresses that webhooks may lead to', () => {
  const { allows } = addressPolicy([]);

  it.each(['8.8.8.8', '2606:4700::1111', '::ffff:8.8.8.8'])('are public ones: %s', (address) => {
    expect(allows(address)).toBe(true);
  });

  it.each([
    ...['169.254.169.254', '::ffff:169.254.169.254', '::ffff:a9fe:a9fe', '::a9fe:a9fe', '64:ff9b::a9fe:a9fe'],
    ...['2002:a9fe:a9fe::1', 'fd00:ec2::254', '127.0.0.1', '127.1.2.3', '::1', '0.0.0.0', '::', '10.0.0.1'],
    ...['172.16.0.1', '192.168.1.1', '100.64.0.1', '192.0.0.1', '198.18.0.1', '224.0.0.1', '255.255.255.255'],
    ...[
      '240.0.0.1',
      'fe80::1',
      'fc00::1',
      'fec0::1',
      'ff02::1',
      '2001:db8::1',
      '5f00::1',
      '8000::1',
      'example.org',
      '',
    ],
  ])('are no others: %s', (address) => {
    expect(allows(address)).toBe(false);
  });

  it('are private ones where the operator names their network, and no more of them', () => {
    const policy = addressPolicy(['10.1.0.0/16', 'fd00:1::/32']);
    for (const address of ['10.1.2.3', '::ffff:10.1.2.3', 'fd00:1::5']) expect(policy.allows(address)).toBe(true);
    for (const address of ['10.2.0.1', 'fd00:2::5', '169.254.169.254']) expect(policy.allows(address)).toBe(false);
  });
});

describe('a URL of a webhook', () => {
  it.each([
    'http://169.254.169.254/latest/meta-data',
    'http://[::ffff:169.254.169.254]/',
    'http://[::1]/',
    'http://2852039166/',
    'http://0xa9.0xfe.0xa9.0xfe/',
    'http://0251.0376.0251.0376/',
    'http://127.1/',
    'http://user:password@example.org/',
    'http://user@example.org/',
    'ftp://example.org/',
    'file:///etc/passwd',
    'example.org',
    '',
  ])('is refused: %s', async (url) => {
    await expect(egressOf().check(url)).rejects.toMatchObject({ issues: [{ field: 'url' }] });
  });

  it('is refused where its name leads to an address that is not allowed, be it among others', async () => {
    const resolve = () => Promise.resolve(['8.8.8.8', '169.254.169.254']);
    await expect(egressOf({ resolve }).check('http://mixed.example/')).rejects.toThrow('leads to 169.254.169.254');
    await egressOf({ resolve: () => Promise.resolve(['8.8.8.8']) }).check('http://public.example/');
    await egressOf({ resolve: () => Promise.reject(new Error('ENOTFOUND')) }).check('http://not-yet.example/');
  });

  it('needs https unless the operator says otherwise', async () => {
    const egress = new Egress({ policy: addressPolicy([]), resolve: () => Promise.resolve([]), allowHttp: false });
    await expect(egress.check('http://example.org/')).rejects.toThrow('expected a URL that begins with https://');
    await egress.check('https://example.org/');
  });
});

describe('a POST through the egress', () => {
  let receiver: Receiver;
  beforeAll(async () => {
    receiver = await startReceiver();
  });
  afterAll(() => receiver.stop());
  const port = (): string => new URL(receiver.url).port;

  it('arrives by address and by name, and no more of the answer is read than wanted', async () => {
    receiver.answer = (response) => response.end('0123456789'.repeat(1_000));
    const resolve = () => Promise.resolve(['127.0.0.1']);
    const egress = egressOf({ networks: loopback, resolve });
    for (const url of [receiver.url, `http://receiver.example:${port()}/`]) {
      const answer = await post(egress, wish(url));
      expect([answer.status, answer.body.toString()]).toEqual([200, '0123456789012345']);
    }
    expect(receiver.received).toHaveLength(2);
  });

  it('is refused at the connection where the name leads elsewhere by then', async () => {
    const answers = [['8.8.8.8'], ['127.0.0.1']];
    const egress = egressOf({ resolve: () => Promise.resolve(answers.shift()!) });
    const url = `http://rebound.example:${port()}/`;
    const before = receiver.received.length;
    await egress.check(url);
    await expect(post(egress, wish(url))).rejects.toThrow('leads to 127.0.0.1');
    await expect(post(egressOf(), wish(receiver.url))).rejects.toBeInstanceOf(EchoError);
    expect(receiver.received).toHaveLength(before);
  });

  it('follows no redirect', async () => {
    const elsewhere = await startReceiver();
    receiver.answer = (response) => response.writeHead(307, { Location: elsewhere.url }).end();
    expect((await post(egressOf({ networks: loopback }), wish(receiver.url))).status).toBe(307);
    expect(elsewhere.received).toEqual([]);
    await elsewhere.stop();
  });

  it('ends when its time is over, or whoever asked for it', async () => {
    receiver.answer = () => undefined;
    const egress = egressOf({ networks: loopback });
    await expect(post(egress, { ...wish(receiver.url), timeoutMs: 50 })).rejects.toThrow('no answer in 0.05 s');
    const ending = new AbortController();
    const asked = post(egress, { ...wish(receiver.url), signal: ending.signal });
    ending.abort();
    await expect(asked).rejects.toThrow('aborted');
    receiver.answer = takes;
  });

  it('is answered when the status has come, though the body never ends', async () => {
    receiver.answer = (response) => response.writeHead(200).write('so far');
    const answer = await post(egressOf({ networks: loopback }), { ...wish(receiver.url), timeoutMs: 100 });
    expect([answer.status, answer.body.toString()]).toEqual([200, 'so far']);
  });
});
