import { request as requestHttp, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { type Egress } from './egress.js';

export interface Post {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** For all of it: the name, the connection, the request and the answer's status. */
  readonly timeoutMs: number;
  /** Of the answer's body; what comes after is not read. */
  readonly answerMaxBytes: number;
  readonly signal: AbortSignal;
}

export interface PostAnswer {
  readonly status: number;
  /** The beginning of its body. */
  readonly body: Buffer;
}

/**
 * Sends one POST through the egress, on a connection of its own, so that the address is checked for each. Follows no redirect:
 * where it leads has not been checked, and is not what the tenant named.
 * @throws what kept the answer's status from coming: the network's error, the egress's refusal or the timeout
 */
export const post = async (egress: Egress, wish: Post): Promise<PostAnswer> => {
  const url = egress.parse(wish.url);
  const late = AbortSignal.timeout(wish.timeoutMs);
  const signal = AbortSignal.any([wish.signal, late]);
  const send = url.protocol === 'https:' ? requestHttps : requestHttp;
  const headers = { ...wish.headers, 'Content-Length': Buffer.byteLength(wish.body) };
  const request = send(url, { method: 'POST', headers, agent: false, lookup: egress.lookup, signal });
  request.end(wish.body);
  try {
    const answer = await answerTo(request);
    return { status: answer.statusCode ?? 0, body: await beginningOf(answer, wish.answerMaxBytes) };
  } catch (error) {
    throw late.aborted ? new Error(`no answer in ${wish.timeoutMs / 1_000} s`, { cause: error }) : error;
  } finally {
    request.destroy();
  }
};

const answerTo = (request: ClientRequest): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    request.once('response', resolve);
    // More than once: a connection that is cut says so after the answer as well.
    request.on('error', reject);
  });

/** What there is of a body when enough has come, or nothing more does: the status alone decides. */
const beginningOf = async (answer: IncomingMessage, maxBytes: number): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= maxBytes) break;
    }
  } catch {
    // What has come is all that is shown.
  }
  return Buffer.concat(chunks).subarray(0, maxBytes);
};
