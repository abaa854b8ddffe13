import { problemOf, unreachable } from './problem.js';
import { type ClipDetail } from './types.js';

export interface UploadOptions {
  /** The file's name: its ending helps to tell formats apart. */
  readonly name: string;
  readonly signal?: AbortSignal | undefined;
  /** Told in a browser only: what of the file is sent, 0 to 1. */
  readonly onProgress?: (share: number) => void;
}

export interface UploadCall {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly form: FormData;
  readonly signal?: AbortSignal | undefined;
}

/** Answer of an upload: fetch reports no progress of what it sends, XMLHttpRequest does, and Node has only the one. */
export const sendForm = async (call: UploadCall, onProgress: UploadOptions['onProgress']): Promise<ClipDetail> => {
  const send = onProgress !== undefined && typeof XMLHttpRequest !== 'undefined' ? byXhr : byFetch;
  const { status, text, retryAfter } = await send(call, onProgress ?? (() => undefined));
  if (status >= 400) throw problemOf({ status, text, retryAfter });
  return JSON.parse(text) as ClipDetail;
};

type Sent = Parameters<typeof problemOf>[0];

const byFetch = async ({ url, headers, form, signal }: UploadCall): Promise<Sent> => {
  try {
    const response = await fetch(url, { method: 'POST', headers, body: form, ...(signal && { signal }) });
    return { status: response.status, text: await response.text(), retryAfter: response.headers.get('Retry-After') };
  } catch (error) {
    throw unreachable(error);
  }
};

const byXhr = ({ url, headers, form, signal }: UploadCall, onProgress: (share: number) => void): Promise<Sent> =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    request.onload = () =>
      resolve({
        status: request.status,
        text: request.responseText,
        retryAfter: request.getResponseHeader('Retry-After'),
      });
    request.onerror = () => reject(unreachable(new TypeError('the upload was cut off')));
    request.onabort = () => reject(new DOMException('The upload was stopped', 'AbortError'));
    signal?.addEventListener('abort', () => request.abort(), { once: true });
    request.send(form);
  });
