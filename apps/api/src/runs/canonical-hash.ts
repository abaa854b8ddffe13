import { createHash } from 'node:crypto';
import stringify from 'safe-stable-stringify';

/** SHA-256 in hex of a request: its route and its body as JSON with sorted keys, so that the order of fields is no difference. */
export const canonicalHash = (route: string, body: unknown): string =>
  createHash('sha256')
    .update(`${route}\n${stringify(body) ?? ''}`)
    .digest('hex');
