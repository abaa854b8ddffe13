import { setTimeout as delay } from 'node:timers/promises';

/** What one turn got done. */
export interface Turn {
  readonly items: number;
  readonly seconds: number;
}

/** Somebody who is measured: works for about the time that is given and says what was done in how long. */
export interface Contestant {
  readonly name: string;
  turn(seconds: number): Promise<Turn>;
}

/** Between turns: threads that spin for a while after their work must not slow the next one. */
const restMs = 300;

/** Names in the order of a round: each round begins with another, so that no one always follows the same. */
export const orderOf = <T>(contestants: readonly T[], round: number): T[] =>
  contestants.map((_, place) => contestants[(place + round) % contestants.length] as T);

/**
 * Lets contestants take turns, A-B-A-B, after one turn each that does not count.
 * @returns items a second by name, one a round
 */
export const takeTurns = async (
  contestants: readonly Contestant[],
  { rounds, turnSeconds, tell }: { rounds: number; turnSeconds: number; tell: (line: string) => void },
): Promise<Map<string, number[]>> => {
  const rates = new Map(contestants.map(({ name }) => [name, [] as number[]]));
  for (const contestant of contestants) {
    tell(`warming up ${contestant.name}`);
    await contestant.turn(turnSeconds / 2);
    await delay(restMs);
  }
  for (let round = 0; round < rounds; round += 1)
    for (const contestant of orderOf(contestants, round)) {
      const { items, seconds } = await contestant.turn(turnSeconds);
      rates.get(contestant.name)?.push(items / seconds);
      tell(`round ${round + 1}: ${contestant.name} ${(items / seconds).toFixed(2)}/s`);
      await delay(restMs);
    }
  return rates;
};

/** The rates of one contestant. @throws RangeError when nobody of that name took part */
export const ratesOf = (rates: ReadonlyMap<string, number[]>, name: string): number[] => {
  const found = rates.get(name);
  if (!found) throw new RangeError(`${name} took no turn`);
  return found;
};
