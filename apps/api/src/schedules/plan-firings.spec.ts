import { EchoError } from '@echocohort/shared';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { firingSeed } from './fire-schedules.js';
import { nextTime, nextTimes } from './occurrences.js';
import { type CatchUp, planFirings } from './plan-firings.js';

const at = (time: string): Date => new Date(time);
const timesOf = (cron: string, timeZone: string, after: string, count = 4): string[] =>
  nextTimes({ cron, timeZone }, at(after), count).map((time) => time.toISOString().slice(0, 16));

const refusal = (work: () => unknown): EchoError => {
  try {
    work();
  } catch (error) {
    if (error instanceof EchoError) return error;
  }
  throw new Error('it was not refused');
};

describe('the times of a schedule', () => {
  it('are on the clock of its zone, in summer and in winter', () => {
    expect(timesOf('30 2 * * *', 'Europe/Berlin', '2026-03-27T00:00:00Z')).toEqual([
      '2026-03-27T01:30',
      '2026-03-28T01:30',
      // 02:30 is not on that day's clock, which goes from 02:00 to 03:00.
      '2026-03-29T01:00',
      '2026-03-30T00:30',
    ]);
  });

  it('come once when the clock goes back, and every hour when every hour is meant', () => {
    expect(timesOf('30 2 * * *', 'Europe/Berlin', '2026-10-24T12:00:00Z', 2)).toEqual([
      '2026-10-25T00:30',
      '2026-10-26T01:30',
    ]);
    expect(timesOf('0 * * * *', 'Europe/Berlin', '2026-10-24T23:30:00Z', 3)).toEqual([
      '2026-10-25T00:00',
      '2026-10-25T01:00',
      '2026-10-25T02:00',
    ]);
  });

  it.each([
    ['a zone that does not exist', '0 2 * * *', 'Mars/Olympus', 'timeZone'],
    ['no cron', 'at noon', 'UTC', 'cron'],
    ['seconds', '0 0 2 * * *', 'UTC', 'cron'],
    ['the 25th hour', '0 24 * * *', 'UTC', 'cron'],
    ['30 February', '0 2 30 2 *', 'UTC', 'cron'],
  ])('refuse %s', (_what, cron, timeZone, field) => {
    const { code, issues } = refusal(() => nextTime({ cron, timeZone }, at('2026-01-01T00:00:00Z')));
    expect([code, issues[0]?.field]).toEqual(['invalid-request', field]);
  });
});

describe('planFirings', () => {
  const daily = { cron: '0 2 * * *', timeZone: 'UTC', nextFireAt: at('2026-01-01T02:00:00Z') };
  const planned = (catchUp: CatchUp, now: string) => {
    const { fire, skipped, next } = planFirings({ ...daily, catchUp }, at(now));
    const day = (time: Date) => time.toISOString().slice(8, 10);
    return { fire: fire.map(day), skipped: skipped && day(skipped), next: day(next) };
  };

  it.each(['skip', 'once', 'all'] as const)('fires once at its time, whatever the policy (%s)', (policy) => {
    const expected = { fire: ['01'], skipped: null, next: '02' };
    expect(planned({ policy, max: 3 }, '2026-01-01T02:00:00Z')).toEqual(expected);
    expect(planned({ policy, max: 3 }, '2026-01-01T02:04:59Z')).toEqual(expected);
  });

  it('passes missed times over, fires the last one, or the last few', () => {
    const later = '2026-01-06T12:00:00Z';
    expect(planned({ policy: 'skip', max: 3 }, later)).toEqual({ fire: [], skipped: '06', next: '07' });
    expect(planned({ policy: 'once', max: 3 }, later)).toEqual({ fire: ['06'], skipped: '05', next: '07' });
    expect(planned({ policy: 'all', max: 3 }, later)).toEqual({ fire: ['04', '05', '06'], skipped: '03', next: '07' });
    expect(planned({ policy: 'all', max: 100 }, later)).toMatchObject({ fire: { length: 6 }, skipped: null });
  });

  it('looks at no more times than it fires, though a minute had come 500,000 times', () => {
    const minutely = { cron: '* * * * *', timeZone: 'UTC', nextFireAt: at('2026-01-01T00:00:00Z') };
    const plan = planFirings({ ...minutely, catchUp: { policy: 'all', max: 2 } }, at('2026-12-31T00:00:30Z'));
    expect(plan.fire.map((time) => time.toISOString())).toEqual([
      '2026-12-30T23:59:00.000Z',
      '2026-12-31T00:00:00.000Z',
    ]);
  });

  it('fires no time twice and goes on after now, whenever it is asked', () => {
    const crons = fc.constantFrom('0 2 * * *', '*/15 * * * *', '30 2 * * 0', '0 0 1 * *', '30 1,2,3 * 3,10 *');
    const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe');
    const gaps = fc.array(fc.integer({ min: 1, max: 60 * 24 * 40 }), { minLength: 2, maxLength: 6 });
    const policies = fc.constantFrom('skip' as const, 'once' as const, 'all' as const);
    const property = fc.property(crons, zones, policies, gaps, (cron, timeZone, policy, minutes) => {
      let now = at('2026-03-01T00:00:00Z');
      let nextFireAt = nextTime({ cron, timeZone }, now);
      const fired: number[] = [];
      for (const gap of minutes) {
        now = new Date(now.getTime() + gap * 60_000);
        if (now < nextFireAt) continue;
        const plan = planFirings({ cron, timeZone, nextFireAt, catchUp: { policy, max: 5 } }, now);
        fired.push(...plan.fire.map((time) => time.getTime()));
        expect(plan.next.getTime()).toBeGreaterThan(now.getTime());
        expect(plan.fire.every((time) => time >= nextFireAt && time <= now)).toBe(true);
        nextFireAt = plan.next;
      }
      expect(fired).toEqual([...new Set(fired)].sort((a, b) => a - b));
    });
    fc.assert(property, { seed: 11, numRuns: 60 });
  });
});

describe('firingSeed', () => {
  const [one, other] = [at('2026-01-01T02:00:00Z'), at('2026-01-02T02:00:00Z')];

  it('is of the schedule, the time and the seed of the template', () => {
    const seed = firingSeed('sch_1', one, 7);
    expect(firingSeed('sch_1', one, 7)).toBe(seed);
    for (const different of [firingSeed('sch_1', other, 7), firingSeed('sch_2', one, 7), firingSeed('sch_1', one, 8)])
      expect(different).not.toBe(seed);
  });
});
