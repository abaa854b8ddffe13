import createFetchClient, { type Client, type Middleware } from 'openapi-fetch';
import { type paths } from './generated/api.js';
import { problemOf, unreachable } from './problem.js';
import { type ClipDetail, type CreateGeneration, type Generation, type Sample } from './types.js';
import { sendForm, type UploadOptions } from './upload.js';
import { waitFor, type WaitOptions } from './wait-for.js';

export interface ClientOptions {
  /** Where the API is: `http://localhost:8080`; in a browser '' is the page's own origin. */
  readonly baseUrl: string;
  /** ec_… */
  readonly apiKey: string;
}

export interface EchoClient {
  /** Every operation, typed by the OpenAPI document. What fails throws an `EchoProblem`, so `data` is there. */
  readonly api: Client<paths>;
  readonly uploadClip: (file: Blob, options: UploadOptions) => Promise<ClipDetail>;
  readonly getClip: (clipId: string, signal?: AbortSignal) => Promise<ClipDetail>;
  /** Waits until a clip is read, or reading it was given up. */
  readonly waitForReading: (clipId: string, options?: WaitOptions) => Promise<ClipDetail>;
  /** The same `idempotencyKey` gets the same generation again. */
  readonly generate: (
    request: CreateGeneration,
    options?: { idempotencyKey?: string; signal?: AbortSignal },
  ) => Promise<Generation>;
  /** Waits until nothing of a generation is to come, however it ended. */
  readonly waitForGeneration: (generationId: string, options?: WaitOptions) => Promise<Generation>;
  readonly getSample: (sampleId: string, signal?: AbortSignal) => Promise<Sample>;
  /** A file by its link: a video, frames, a contact sheet. */
  readonly bytes: (link: string, signal?: AbortSignal) => Promise<Blob>;
}

/** Turns every answer of 400 or more, and every missing one, into one kind of error. */
const throwProblems: Middleware = {
  async onResponse({ response }) {
    if (response.ok) return;
    const { status, headers } = response;
    throw problemOf({ status, text: await response.text(), retryAfter: headers.get('Retry-After') });
  },
  onError: ({ error }) => unreachable(error),
};

/** What was answered; `throwProblems` leaves nothing else. Named anew, because openapi-fetch makes arrays of tuples. */
const dataOf = async <T>(call: Promise<{ data?: unknown }>): Promise<T> => (await call).data as T;

const over: ReadonlySet<string> = new Set(['succeeded', 'failed', 'cancelled']);

/** A client of one API with one key, in a browser or in Node. It holds no state. */
export const createClient = ({ baseUrl, apiKey }: ClientOptions): EchoClient => {
  const headers = { Authorization: `Bearer ${apiKey}` };
  const api = createFetchClient<paths>({ baseUrl, headers });
  api.use(throwProblems);
  const getClip: EchoClient['getClip'] = (clipId, signal) =>
    dataOf<ClipDetail>(api.GET('/v1/clips/{clipId}', { params: { path: { clipId } }, ...(signal && { signal }) }));
  const getGeneration = (generationId: string, signal?: AbortSignal) =>
    dataOf<Generation>(
      api.GET('/v1/generations/{generationId}', { params: { path: { generationId } }, ...(signal && { signal }) }),
    );
  return {
    api,
    getClip,
    uploadClip(file, { name, signal, onProgress }) {
      const form = new FormData();
      form.append('file', file, name);
      return sendForm({ url: `${baseUrl}/v1/clips`, headers, form, signal }, onProgress);
    },
    waitForReading: (clipId, options) =>
      waitFor(
        () => getClip(clipId, options?.signal),
        ({ reading }) => reading?.status !== 'pending',
        options,
      ),
    generate: (body, { idempotencyKey, signal } = {}) =>
      dataOf(
        api.POST('/v1/generations', {
          body,
          ...(idempotencyKey !== undefined && { headers: { 'Idempotency-Key': idempotencyKey } }),
          ...(signal && { signal }),
        }),
      ),
    waitForGeneration: (generationId, options) =>
      waitFor(
        () => getGeneration(generationId, options?.signal),
        ({ status }) => over.has(status),
        options,
      ),
    getSample: (sampleId, signal) =>
      dataOf(api.GET('/v1/samples/{sampleId}', { params: { path: { sampleId } }, ...(signal && { signal }) })),
    bytes: (link, signal) => bytesAt(`${baseUrl}${link}`, headers, signal),
  };
};

const bytesAt = async (
  url: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal | undefined,
): Promise<Blob> => {
  let response: Response;
  try {
    response = await fetch(url, { headers, ...(signal && { signal }) });
  } catch (error) {
    throw unreachable(error);
  }
  if (response.ok) return response.blob();
  throw problemOf({
    status: response.status,
    text: await response.text(),
    retryAfter: response.headers.get('Retry-After'),
  });
};
