import { createHmac, randomBytes } from 'node:crypto';

const prefix = 'whsec_';
const secretBytes = 32;

/** A secret in the form of Standard Webhooks. */
export const newWebhookSecret = (): string => `${prefix}${randomBytes(secretBytes).toString('base64')}`;

export interface SignedMessage {
  readonly id: string;
  /** Of this attempt, not of what it tells of. */
  readonly at: Date;
  readonly body: string;
}

const signature = (secret: string, text: string): string => {
  const key = Buffer.from(secret.slice(prefix.length), 'base64');
  return `v1,${createHmac('sha256', key).update(text).digest('base64')}`;
};

/**
 * The headers by which a receiver knows a message to be ours (Standard Webhooks 1.0.0).
 * @param secrets one, or two while a rotation goes on: each signs, and either will do
 */
export const signatureHeaders = ({ id, at, body }: SignedMessage, secrets: readonly string[]) => {
  const timestamp = String(Math.floor(at.getTime() / 1_000));
  const text = `${id}.${timestamp}.${body}`;
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': secrets.map((secret) => signature(secret, text)).join(' '),
  };
};
