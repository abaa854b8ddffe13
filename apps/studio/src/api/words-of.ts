import { EchoProblem } from '@echocohort/client';

/** What went wrong and what to do about it, for whoever sits in front of it. */
export interface Words {
  readonly title: string;
  readonly next: string;
}

const known: Readonly<Record<string, Words>> = {
  unreachable: { title: 'The server does not answer.', next: 'See whether it runs, then try again.' },
  unauthenticated: { title: 'This key is not known, or no longer valid.', next: 'Paste another one.' },
  forbidden: { title: 'This key may not do that.', next: 'It needs the scopes read and write.' },
  'unsupported-media': { title: 'This kind of file cannot be read.', next: 'Choose another file.' },
  'payload-too-large': { title: 'This file is too large.', next: 'Cut the clip to a few beats and try again.' },
  'unreadable-clip': {
    title: 'This file is no clip, or it is damaged.',
    next: 'Export it anew, or choose another one.',
  },
  'no-ventricle': { title: 'No left ventricle is seen in that frame.', next: 'Choose another frame of the strip.' },
  'not-found': {
    title: 'There is no such clip of yours.',
    next: 'Its link may be of another key, or the clip is gone.',
  },
  'quota-exceeded': { title: 'Your share is used up.', next: 'Whoever runs this can raise it.' },
  'too-many-requests': { title: 'Too many requests at once.', next: 'Wait a few seconds, then try again.' },
};

const unknown: Words = { title: 'Something went wrong on the server.', next: 'Try again; its logs say more.' };

/** Answers about a file: what the API found in it is worth reading. */
const tellsMore: ReadonlySet<number> = new Set([413, 415, 422]);

const sentenceOf = ({ issues: [issue], detail }: EchoProblem): string => {
  const words = issue?.expected ?? detail;
  return `${words.charAt(0).toUpperCase()}${words.slice(1).replace(/\.$/, '')}.`;
};

/** @returns a sentence of what happened, with what the API says of it where that helps, and one of what to do */
export const wordsOf = (error: unknown): Words => {
  if (!(error instanceof EchoProblem)) return error instanceof Error ? { ...unknown, title: error.message } : unknown;
  const words = known[error.code];
  if (words === undefined)
    return error.status >= 500 ? unknown : { title: error.detail, next: 'Change it and try again.' };
  return tellsMore.has(error.status) ? { ...words, next: `${sentenceOf(error)} ${words.next}` } : words;
};

/** Whether the same call may go better a moment later. */
export const isWorthRetrying = (error: unknown): boolean =>
  error instanceof EchoProblem && (error.status === 0 || error.status >= 500);
