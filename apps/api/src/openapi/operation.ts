import { type Scope } from '@echocohort/shared';
import { type z } from 'zod';
import { type UploadForm } from '../uploads/upload-form.js';

export type Method = 'get' | 'post' | 'patch' | 'delete';

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly description: string;
  readonly schema: z.ZodType;
  readonly required?: boolean;
  readonly example?: unknown;
}

/** A body: JSON by a schema, or bytes of a media type. */
export interface Content {
  readonly mediaType: string;
  readonly schema: z.ZodType | UploadForm | 'binary' | 'text';
  readonly example?: unknown;
}

export interface Answer {
  readonly description: string;
  /** Several where the request chooses its media type. */
  readonly content?: Content | readonly Content[];
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * One route as the OpenAPI document shows it. Every route has one, beside its controller; a spec compares them with
 * the router in both directions.
 */
export interface Operation {
  readonly method: Method;
  /** OpenAPI template: `/v1/clips/{clipId}`. */
  readonly path: string;
  readonly operationId: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  /** The scope that a key needs for it; `public` needs no key. The guard holds every request to it. */
  readonly access: Scope | 'public';
  readonly parameters?: readonly Parameter[];
  /** Several where the media type chooses what is asked for. */
  readonly body?: Content | readonly Content[];
  readonly answers: Readonly<Record<number, Answer>>;
  /** Statuses of the problems that it can answer with, beside 500 and, unless it is public, 401, 403 and 429. */
  readonly problems?: readonly number[];
}

/** An answer of JSON. */
export const json = (description: string, schema: z.ZodType, example: unknown): Answer => ({
  description,
  content: { mediaType: 'application/json', schema, example },
});

/** An answer of bytes. */
export const bytes = (description: string, mediaType: string, headers?: Record<string, string>): Answer => ({
  description,
  content: { mediaType, schema: 'binary' },
  ...(headers === undefined ? {} : { headers }),
});
