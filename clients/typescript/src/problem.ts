/** A field at fault: a JSON path (`targetEf`), a header or a part of a form, and what was expected of it. */
export interface FieldIssue {
  readonly field: string;
  readonly expected: string;
}

interface ProblemFacts {
  readonly code: string;
  readonly detail: string;
  readonly status: number;
  readonly issues?: readonly FieldIssue[];
  readonly correlationId?: string | null;
  readonly retryAfterSeconds?: number | null;
}

/**
 * Every way in which a call can fail. `code` is one of the API's, or one of two that no server sends: `unreachable` when no
 * answer came (status 0), and `not-a-problem` when what answered was not this API.
 */
export class EchoProblem extends Error {
  override readonly name = 'EchoProblem';
  readonly code: string;
  readonly detail: string;
  readonly status: number;
  readonly issues: readonly FieldIssue[];
  /** Under which the server's logs have it. */
  readonly correlationId: string | null;
  /** When trying again can help; null where the server did not say. */
  readonly retryAfterSeconds: number | null;

  constructor(facts: ProblemFacts, options?: ErrorOptions) {
    super(facts.detail, options);
    this.code = facts.code;
    this.detail = facts.detail;
    this.status = facts.status;
    this.issues = facts.issues ?? [];
    this.correlationId = facts.correlationId ?? null;
    this.retryAfterSeconds = facts.retryAfterSeconds ?? null;
  }
}

/** What a server's answer is read from; a `Response` of fetch is one. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly retryAfter: string | null;
}

const objectIn = (text: string): Readonly<Record<string, unknown>> => {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {};
  } catch {
    return {};
  }
};

const isIssue = (value: unknown): value is FieldIssue =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as Partial<FieldIssue>).field === 'string' &&
  typeof (value as Partial<FieldIssue>).expected === 'string';

const secondsOf = (header: string | null): number | null =>
  header !== null && /^\d+$/.test(header) ? Number(header) : null;

/** The error that an answer of 400 or more tells of. */
export const problemOf = ({ status, text, retryAfter }: Answer): EchoProblem => {
  const { code, detail, errors, correlationId } = objectIn(text);
  if (typeof code !== 'string' || typeof detail !== 'string')
    return new EchoProblem({
      code: 'not-a-problem',
      detail: `The server answered ${status} with something that is no problem document: is this the address of EchoCohort?`,
      status,
    });
  return new EchoProblem({
    ...{ code, detail, status },
    issues: Array.isArray(errors) ? errors.filter(isIssue) : [],
    correlationId: typeof correlationId === 'string' ? correlationId : null,
    retryAfterSeconds: secondsOf(retryAfter),
  });
};

/** The error of a call that nobody answered. What aborted a call on purpose stays what it is. */
export const unreachable = (cause: unknown): Error =>
  cause instanceof DOMException && cause.name === 'AbortError'
    ? cause
    : new EchoProblem(
        { code: 'unreachable', detail: 'The server does not answer: is it running, and are you online?', status: 0 },
        { cause },
      );
