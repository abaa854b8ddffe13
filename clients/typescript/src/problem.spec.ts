import { describe, expect, it } from '@jest/globals';
import { createClient } from './create-client.js';
import { EchoProblem, problemOf } from './problem.js';

const text = JSON.stringify({
  code: 'invalid-request',
  detail: 'targetEf: expected a number from 5 to 85',
  correlationId: '7',
  errors: [{ field: 'targetEf', expected: 'expected a number from 5 to 85' }, 'no issue'],
});

describe('problemOf', () => {
  it('has the code, the sentence, the fields and when to come back', () => {
    const problem = problemOf({ status: 429, text, retryAfter: '5' });
    expect(problem).toBeInstanceOf(EchoProblem);
    expect(problem).toMatchObject({ code: 'invalid-request', status: 429, retryAfterSeconds: 5, correlationId: '7' });
    expect(problem.message).toBe('targetEf: expected a number from 5 to 85');
    expect(problem.issues).toEqual([{ field: 'targetEf', expected: 'expected a number from 5 to 85' }]);
  });

  it.each(['<html>502 Bad Gateway</html>', '[]', 'null', '{"detail": "no code"}'])(
    'says when what answered was not the API: %s',
    (strange) => {
      const problem = problemOf({ status: 502, text: strange, retryAfter: 'Wed, 21 Oct 2026 07:28:00 GMT' });
      expect(problem).toMatchObject({ code: 'not-a-problem', status: 502, issues: [], retryAfterSeconds: null });
    },
  );
});

describe('a call that nobody answers', () => {
  const client = createClient({ baseUrl: 'http://127.0.0.1:1', apiKey: 'ec_none' });

  it('is unreachable, whichever way it was made', async () => {
    const unreachable = { name: 'EchoProblem', code: 'unreachable', status: 0 };
    await expect(client.getClip('clip_x')).rejects.toMatchObject(unreachable);
    await expect(client.bytes('/v1/clips/clip_x/contact-sheet')).rejects.toMatchObject(unreachable);
    await expect(client.uploadClip(new Blob(['x']), { name: 'x.npy' })).rejects.toMatchObject(unreachable);
  });

  it('stays what it was when it was stopped on purpose', async () => {
    const stopped = AbortSignal.abort();
    await expect(client.getClip('clip_x', stopped)).rejects.toMatchObject({ name: 'AbortError' });
  });
});
