import { z } from 'zod';

/** What to do with an error: the HTTP status, whether trying again can help, and the words of its title. */
interface Verdict {
  readonly status: number;
  readonly retry: boolean;
  readonly title: string;
}

/** Every way in which a request or a sample can fail. A new code without a verdict does not compile. */
export const errorVerdicts = {
  'invalid-request': { status: 400, retry: false, title: 'The request is not valid' },
  unauthenticated: { status: 401, retry: false, title: 'A valid API key is needed' },
  forbidden: { status: 403, retry: false, title: 'This API key may not do that' },
  'not-found': { status: 404, retry: false, title: 'There is no such thing' },
  'method-not-allowed': { status: 405, retry: false, title: 'This path does not take that method' },
  'not-ready': { status: 409, retry: true, title: 'It is not there yet' },
  conflict: { status: 409, retry: false, title: 'The state does not allow this' },
  expired: { status: 410, retry: false, title: 'It is kept no longer' },
  'payload-too-large': { status: 413, retry: false, title: 'The upload is too large' },
  'unsupported-media': { status: 415, retry: false, title: 'This kind of file cannot be read' },
  'range-not-satisfiable': { status: 416, retry: false, title: 'The range lies outside the body' },
  'unreadable-clip': { status: 422, retry: false, title: 'The clip cannot be read' },
  'no-ventricle': { status: 422, retry: false, title: 'No ventricle is seen' },
  'idempotency-mismatch': { status: 422, retry: false, title: 'The idempotency key was used with another request' },
  'too-many-requests': { status: 429, retry: true, title: 'Too many requests' },
  'quota-exceeded': { status: 429, retry: false, title: 'A cap of this tenant is reached' },
  'object-lost': { status: 500, retry: false, title: 'Stored data are lost' },
  internal: { status: 500, retry: true, title: 'Something went wrong on our side' },
  unavailable: { status: 503, retry: true, title: 'A part of the system does not answer' },
  'sampler-failed': { status: 500, retry: true, title: 'The sampler failed' },
  'bundle-invalid': { status: 500, retry: false, title: 'The model bundle is not valid' },
  'storage-failed': { status: 503, retry: true, title: 'Object storage does not answer' },
} as const satisfies Record<string, Verdict>;

export type ErrorCode = keyof typeof errorVerdicts;

/** One field at fault: a JSON path (`targetEf`, `observedFrames[1]`) or a header or part name, and what was expected. */
export interface FieldIssue {
  readonly field: string;
  readonly expected: string;
}

interface EchoErrorOptions {
  readonly issues?: readonly FieldIssue[];
  readonly cause?: unknown;
  /** When trying again can help, where that is known better than by the verdict. */
  readonly retryAfterSeconds?: number;
}

/** The one error class of the system: a code with a verdict, a sentence for people, and the fields at fault. */
export class EchoError extends Error {
  override readonly name = 'EchoError';
  readonly code: ErrorCode;
  readonly issues: readonly FieldIssue[];
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, message: string, options: EchoErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.issues = options.issues ?? [];
    this.retryAfterSeconds = options.retryAfterSeconds;
  }

  get verdict(): Verdict {
    return errorVerdicts[this.code];
  }
}

/** An EchoError about one field. */
export const fieldError = (code: ErrorCode, field: string, expected: string): EchoError =>
  new EchoError(code, `${field}: ${expected}`, { issues: [{ field, expected }] });

/** RFC 9457 problem details, as every 4xx and 5xx body has them. */
export const problemSchema = z
  .object({
    type: z.string().meta({ examples: ['urn:echocohort:error:invalid-request'] }),
    title: z.string(),
    status: z.int(),
    code: z.enum(Object.keys(errorVerdicts) as [ErrorCode, ...ErrorCode[]]),
    detail: z.string(),
    /** Names this one occurrence in the logs. */
    correlationId: z.string(),
    errors: z.array(z.object({ field: z.string(), expected: z.string() })),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details' });
export type Problem = z.infer<typeof problemSchema>;
