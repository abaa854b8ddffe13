import { describe, expect, it } from '@jest/globals';
import { orderOf, ratesOf, takeTurns, type Contestant } from './rounds.js';

describe('orderOf', () => {
  it('lets each begin a round, and leaves none out', () => {
    const orders = [0, 1, 2].map((round) => orderOf(['a', 'b', 'c'], round).join(''));
    expect(orders).toEqual(['abc', 'bca', 'cab']);
  });
});

describe('takeTurns', () => {
  const turns: string[] = [];
  const contestant = (name: string, items: number): Contestant => ({
    name,
    turn: (seconds) => {
      turns.push(name);
      return Promise.resolve({ items, seconds });
    },
  });

  it('warms each up once, then takes rounds by turns and gives one rate a round', async () => {
    const rates = await takeTurns([contestant('a', 6), contestant('b', 3)], {
      rounds: 2,
      turnSeconds: 3,
      tell: () => undefined,
    });
    expect(turns.join('')).toBe('ababba');
    expect(ratesOf(rates, 'a')).toEqual([2, 2]);
    expect(ratesOf(rates, 'b')).toEqual([1, 1]);
    expect(() => ratesOf(rates, 'c')).toThrow(/c took no turn/);
  });
});
