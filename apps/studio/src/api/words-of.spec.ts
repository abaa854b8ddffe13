import { EchoProblem } from '@echocohort/client';
import { describe, expect, it } from '@jest/globals';
import { isWorthRetrying, wordsOf } from './words-of.js';

const problem = (code: string, status: number, detail = 'file: expected a clip') =>
  new EchoProblem({ code, status, detail, issues: [{ field: 'file', expected: 'expected a clip' }] });

describe('wordsOf', () => {
  it('says what to do, with what the API expected of a file', () => {
    const { title, next } = wordsOf(problem('unsupported-media', 415));
    expect(title).toBe('This kind of file cannot be read.');
    expect(next).toMatch(/^Expected a clip\. Choose another file\.$/);
  });

  it('lets the API speak where nothing better is known, and never shows the inside of a server', () => {
    expect(wordsOf(problem('invalid-request', 400, 'targetEf: expected a number')).title).toBe(
      'targetEf: expected a number',
    );
    expect(wordsOf(problem('object-lost', 500, 'the object k is lost')).title).toBe(
      'Something went wrong on the server.',
    );
    expect(wordsOf(undefined).title).toBe('Something went wrong on the server.');
  });
});

describe('isWorthRetrying', () => {
  it('is so when the server was away, and not when the request was wrong', () => {
    expect([0, 503, 400, 404].map((status) => isWorthRetrying(problem('x', status)))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});
