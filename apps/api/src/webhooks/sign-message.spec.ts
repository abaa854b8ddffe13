import { describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { SealedSecrets } from './sealed-secrets.js';
import { newWebhookSecret, signatureHeaders } from './sign-message.js';

const minuteMs = 60_000;
const message = (at = new Date()) => ({ id: 'evt_1', at, body: '{"type":"clip.read","data":{}}' });

describe('a signed message', () => {
  const secret = newWebhookSecret();
  const verifier = new Webhook(secret);

  it('is accepted by the verifier of Standard Webhooks, and has the signature of its example', () => {
    const { body } = message();
    expect(verifier.verify(body, signatureHeaders(message(), [secret]))).toEqual({ type: 'clip.read', data: {} });
    // The example of the specification's reference libraries.
    const known = signatureHeaders(
      { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', at: new Date(1_614_265_330_000), body: '{"test": 2432232314}' },
      ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
    );
    expect(known['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });

  it('is rejected when its body, id or time was changed, when it is old or early, and by another secret', () => {
    const { body } = message();
    const headers = signatureHeaders(message(), [secret]);
    const later = String(Number(headers['webhook-timestamp']) + 1);
    expect(() => verifier.verify(`${body} `, headers)).toThrow('No matching signature');
    expect(() => verifier.verify(body, { ...headers, 'webhook-id': 'evt_2' })).toThrow('No matching signature');
    expect(() => verifier.verify(body, { ...headers, 'webhook-timestamp': later })).toThrow('No matching signature');
    expect(() => new Webhook(newWebhookSecret()).verify(body, headers)).toThrow('No matching signature');
    const at = (ms: number) => signatureHeaders(message(new Date(Date.now() + ms)), [secret]);
    expect(() => verifier.verify(body, at(-6 * minuteMs))).toThrow('too old');
    expect(() => verifier.verify(body, at(6 * minuteMs))).toThrow('too new');
  });

  it('is accepted by either secret while both sign, and by none that does not', () => {
    const [next, stranger] = [newWebhookSecret(), newWebhookSecret()];
    const headers = signatureHeaders(message(), [next, secret]);
    for (const one of [next, secret]) expect(new Webhook(one).verify(message().body, headers)).toBeDefined();
    expect(() => new Webhook(stranger).verify(message().body, headers)).toThrow('No matching signature');
  });
});

describe('a sealed secret', () => {
  const secrets = new SealedSecrets('k'.repeat(32));

  it('is opened under its key and name alone, and looks another way each time', () => {
    const secret = newWebhookSecret();
    const sealed = secrets.seal(secret, 'whk_a');
    expect(sealed).not.toContain(secret.slice('whsec_'.length));
    expect(secrets.seal(secret, 'whk_a')).not.toBe(sealed);
    expect(secrets.open(sealed, 'whk_a')).toBe(secret);
    expect(() => secrets.open(sealed, 'whk_b')).toThrow();
    expect(() => new SealedSecrets('l'.repeat(32)).open(sealed, 'whk_a')).toThrow();
    expect(() => secrets.open(`${sealed.slice(0, -2)}AA`, 'whk_a')).toThrow();
  });
});
