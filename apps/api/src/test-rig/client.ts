import { type Problem, problemSchema } from '@echocohort/shared';
import { type z } from 'zod';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
  text(): string;
  /** The body, which must fit the schema. */
  json<S extends z.ZodType>(schema: S): z.output<S>;
  /** The body as problem details, which it must be. */
  problem(): Problem;
}

export interface Client {
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  patch(path: string, body: unknown): Promise<Answer>;
  /** A multipart form with one file part. */
  upload(path: string, file: Uint8Array, name: string, part?: string): Promise<Answer>;
  send(path: string, init: RequestInit): Promise<Answer>;
}

const answerOf = async (response: Response): Promise<Answer> => {
  const bytes = new Uint8Array(await response.arrayBuffer());
  const text = () => Buffer.from(bytes).toString('utf8');
  return {
    status: response.status,
    headers: response.headers,
    bytes,
    text,
    json: (schema) => schema.parse(JSON.parse(text())),
    problem: () => {
      const type = response.headers.get('Content-Type') ?? '';
      if (!type.startsWith('application/problem+json'))
        throw new Error(`expected problem details, got ${type}: ${text()}`);
      return problemSchema.parse(JSON.parse(text()));
    },
  };
};

/** A caller with an API key, or without one. */
export const clientOf = (url: string, secret: string | null): Client => {
  const send = async (path: string, init: RequestInit): Promise<Answer> => {
    const headers = new Headers(init.headers);
    if (secret !== null && !headers.has('Authorization')) headers.set('Authorization', `Bearer ${secret}`);
    return answerOf(await fetch(`${url}${path}`, { ...init, headers }));
  };
  const jsonBody = (body: unknown): string => (typeof body === 'string' ? body : JSON.stringify(body));
  return {
    send,
    get: (path, headers = {}) => send(path, { headers }),
    post: (path, body, headers = {}) => {
      if (body === undefined) return send(path, { method: 'POST', headers });
      return send(path, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', ...headers },
        body: jsonBody(body),
      });
    },
    patch: (path, body) =>
      send(path, { method: 'PATCH', headers: { 'Content-Type': 'application/json' }, body: jsonBody(body) }),
    upload: (path, file, name, part = 'file') => {
      const form = new FormData();
      form.append(part, new Blob([new Uint8Array(file)]), name);
      return send(path, { method: 'POST', body: form });
    },
  };
};
