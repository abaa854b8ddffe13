import { describe, expect, it } from '@jest/globals';
import { ArgumentError, commandOf, parseArguments } from './arguments.js';

describe('parseArguments', () => {
  it('reads a bench and its options', () => {
    const words =
      'sampler --provider cuda --json --rounds 7 --turn-seconds 2.5 --published models/big --note quiet'.split(' ');
    expect(parseArguments(words)).toMatchObject({
      command: 'sampler',
      provider: 'cuda',
      json: true,
      rounds: 7,
      turnSeconds: 2.5,
      published: 'models/big',
      note: 'quiet',
      bundle: null,
    });
  });

  it('takes a bench alone, on the CPU, with files in a folder and no audit', () => {
    expect(parseArguments(['pipeline'])).toMatchObject({
      provider: 'cpu',
      json: false,
      storage: 'file',
      auditShare: 0,
    });
  });

  it.each([
    ['no bench', '', /one bench/],
    ['two benches', 'sampler queue', /one bench/],
    ['an unknown bench', 'speed', /sampler, official, steps, latency, pipeline/],
    ['an unknown provider', 'queue --provider tpu', /--provider.*cpu.*got tpu/],
    ['an unknown option', 'queue --fast', /--fast/],
    ['half a round', 'queue --rounds 1.5', /--rounds.*whole/],
    ['no round', 'queue --rounds 0', /--rounds/],
    ['a turn of no length', 'queue --turn-seconds 0', /--turn-seconds/],
    ['an empty number', 'queue --samples=', /--samples/],
    ['more than all audited', 'cohort --audit-share 1.1', /--audit-share/],
  ])('refuses %s and says what was expected', (_what, words, message) => {
    const parse = () => parseArguments(words.split(' ').filter(Boolean));
    expect(parse).toThrow(ArgumentError);
    expect(parse).toThrow(message);
  });
});

describe('commandOf', () => {
  it('is what makes the result again, elsewhere too', () => {
    const words = ['queue', '--json', '--python', '/opt/python', '--note', 'quiet machine'];
    expect(commandOf(words)).toBe("npm run bench -- queue --note 'quiet machine'");
  });
});
