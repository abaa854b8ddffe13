import { createHmac, timingSafeEqual } from 'node:crypto';

const signatureOf = (secret: string, key: string, expires: string): Buffer =>
  createHmac('sha256', secret).update(`${key}\n${expires}`).digest();

/** Query of a URL that opens `key` until `expires`, seconds since 1970. */
export const signFileQuery = (secret: string, key: string, expires: number): string =>
  new URLSearchParams({
    expires: String(expires),
    signature: signatureOf(secret, key, String(expires)).toString('base64url'),
  }).toString();

/**
 * True when the query is one that the file driver signed for this key with this secret and it has not expired. The
 * signature is compared in constant time, and anything malformed is just false.
 */
export const verifyFileUrl = (
  secret: string,
  key: string,
  query: { readonly expires: string; readonly signature: string },
  nowMs = Date.now(),
): boolean => {
  const expected = signatureOf(secret, key, query.expires);
  const given = Buffer.from(query.signature, 'base64url');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return false;
  return /^[1-9][0-9]{0,14}$/.test(query.expires) && Number(query.expires) * 1_000 > nowMs;
};
