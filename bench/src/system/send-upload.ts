import { request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { type Upload } from '../contestants/worst-uploads.js';

export interface Answered {
  readonly status: number;
  /** How often it was turned away before. */
  readonly turnedAway: number;
}

interface Answer {
  readonly status: number;
  readonly retryAfterSeconds: number;
}

/** The body of a multipart form with one file. */
export const formOf = ({ name, bytes }: Upload): Uint8Array =>
  Buffer.concat([
    Buffer.from(`--x\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\n\r\n`),
    bytes,
    Buffer.from('\r\n--x--\r\n'),
  ]);

/** A refusal ends the connection under the sender, whose own error then says nothing. */
const send = (url: string, key: string, form: Uint8Array): Promise<Answer> =>
  new Promise((resolve) => {
    const upload = request(`${url}/v1/clips`, {
      method: 'POST',
      agent: false,
      headers: {
        Authorization: `Bearer ${key}`,
        'Content-Type': 'multipart/form-data; boundary=x',
        'Content-Length': form.length,
      },
    });
    upload.on('response', ({ statusCode = 0, headers }) => {
      resolve({ status: statusCode, retryAfterSeconds: Number(headers['retry-after'] ?? 1) });
      upload.destroy();
    });
    upload.on('error', () => resolve({ status: 0, retryAfterSeconds: 1 }));
    upload.end(form);
  });

/** Uploads a file, and comes back as often as it is told to. */
export const upload = async (url: string, key: string, form: Uint8Array): Promise<Answered> => {
  for (let turnedAway = 0; ; turnedAway += 1) {
    const { status, retryAfterSeconds } = await send(url, key, form);
    if (status !== 429 && status !== 0) return { status, turnedAway };
    await delay(1_000 * retryAfterSeconds * (1 + Math.random()));
  }
};
