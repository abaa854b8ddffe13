import { type DeliveryAttempt, type DueByHand, type EventRow, type Receiver, testKind } from '@echocohort/platform';
import { type Egress } from '../egress/egress.js';
import { post, type PostAnswer } from '../egress/post.js';
import { eventView } from '../events/event.view.js';
import { type SealedSecrets } from './sealed-secrets.js';
import { signatureHeaders } from './sign-message.js';

export interface SendParts {
  readonly egress: Egress;
  /** Null where the system has no key for secrets. */
  readonly secrets: SealedSecrets | null;
  readonly timeoutMs: number;
  readonly now: () => number;
}

/** What is sent; the same bytes however often. */
export interface Message {
  readonly id: string;
  readonly body: string;
}

const excerptMaxBytes = 1_024;

/** Two endpoints of a tenant get one event under one id. */
export const messageOfEvent = (event: EventRow): Message => ({
  id: `evt_${event.sequence}`,
  body: JSON.stringify({ type: event.kind, timestamp: event.at.toISOString(), data: eventView(event) }),
});

export const messageOfTest = ({ messageId, createdAt }: DueByHand): Message => ({
  id: messageId,
  body: JSON.stringify({ type: testKind, timestamp: createdAt.toISOString(), data: {} }),
});

/** PostgreSQL has no NUL in its texts; nobody needs other control characters to see what went wrong. */
const excerptOf = ({ body }: PostAnswer): string | null => {
  const text = body.toString('utf8').replace(/[^\P{Cc}\n\t]/gu, ' ');
  return text === '' ? null : text;
};

const isTaken = ({ status }: PostAnswer): boolean => status >= 200 && status < 300;

const reasonOf = (error: unknown): string => {
  const reason: unknown = error instanceof AggregateError ? error.errors[0] : error;
  const text = reason instanceof Error ? reason.message : String(reason);
  return text.replaceAll(/\p{Cc}/gu, ' ').slice(0, 300);
};

/** Those that sign now: the one before a rotation as well, for as long as it was said to. */
const secretsOf = ({ secrets }: SendParts, webhook: Receiver, at: Date): string[] => {
  const { id, secret, previousSecret, previousUntil } = webhook;
  if (secrets === null) throw new Error('this system has no key for the secrets of webhooks');
  const isBoth = previousSecret !== null && previousUntil !== null && at < previousUntil;
  return [secret, ...(isBoth ? [previousSecret] : [])].map((sealed) => secrets.open(sealed, id));
};

/**
 * Sends a message once.
 * @returns what came of it, whatever that is; null where the signal ended it, and nobody knows
 */
export const sendMessage = async (
  parts: SendParts,
  webhook: Receiver,
  message: Message,
  signal: AbortSignal,
): Promise<DeliveryAttempt | null> => {
  const at = new Date(parts.now());
  const startedMs = performance.now();
  const attempt = (facts: Omit<DeliveryAttempt, 'at' | 'latencyMs'>): DeliveryAttempt => ({
    ...facts,
    ...{ at, latencyMs: Math.round(performance.now() - startedMs) },
  });
  try {
    const answer = await post(parts.egress, {
      ...{ url: webhook.url, body: message.body, signal },
      ...{ timeoutMs: parts.timeoutMs, answerMaxBytes: excerptMaxBytes },
      headers: {
        'Content-Type': 'application/json',
        'User-Agent': 'EchoCohort-Webhooks/1',
        ...signatureHeaders({ ...message, at }, secretsOf(parts, webhook, at)),
      },
    });
    const error = isTaken(answer) ? null : `the receiver answered ${answer.status}`;
    return attempt({ responseStatus: answer.status, responseExcerpt: excerptOf(answer), error });
  } catch (error) {
    if (signal.aborted) return null;
    return attempt({ responseStatus: null, responseExcerpt: null, error: reasonOf(error) });
  }
};
