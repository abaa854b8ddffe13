import { describe, expect, it } from '@jest/globals';
import { type Clock } from '../flow/clock.js';
import { Collector } from './collector.js';

/** Time that moves only when told; work that is due runs in order, and promises settle in between. */
class VirtualClock implements Clock {
  private nowMs = 0;
  private sequence = 0;
  private due: { at: number; order: number; then: () => void }[] = [];

  now = (): number => this.nowMs;

  after = (ms: number, then: () => void): (() => void) => {
    const timer = { at: this.nowMs + Math.max(ms, 0), order: (this.sequence += 1), then };
    this.due.push(timer);
    return () => {
      this.due = this.due.filter((other) => other !== timer);
    };
  };

  async runUntil(endMs: number): Promise<void> {
    for (;;) {
      await settlePromises();
      const next = this.due.sort((a, b) => a.at - b.at || a.order - b.order)[0];
      if (!next || next.at > endMs) break;
      this.due.shift();
      this.nowMs = next.at;
      next.then();
    }
    this.nowMs = endMs;
  }
}

const settlePromises = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** mulberry32: a small seeded generator, so that a failing case can be run again. */
const randomOf = (seed: number) => {
  let state = seed >>> 0;
  return (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
};

interface Batch {
  readonly items: readonly string[];
  readonly startMs: number;
  /** Since when the device had nothing to do; null when it was busy. */
  readonly idleSinceMs: number | null;
}

/** A device that takes batches one after the other, `perBatchMs` each, and remembers them. */
const rigOf = ({ batchSize = 8, maxWaitMs = 50, perBatchMs = 20, devices = 1, batchesEach = 2 } = {}) => {
  const clock = new VirtualClock();
  const batches: Batch[] = [];
  let freeAtMs = 0;
  let running = 0;
  let idleSinceMs = 0;
  const state = { isMoreComing: false, room: true, mostInFlight: 0, fails: false };
  const collector = new Collector<string, string>({
    batchSize: () => batchSize,
    maxWaitMs,
    devices,
    batchesInFlight: () => batchesEach * devices,
    clock,
    isMoreComing: () => state.isMoreComing,
    hasRoom: () => state.room,
    run: (items) => {
      batches.push({ items, startMs: clock.now(), idleSinceMs: running === 0 ? idleSinceMs : null });
      running += 1;
      state.mostInFlight = Math.max(state.mostInFlight, running);
      freeAtMs = Math.max(freeAtMs, clock.now()) + perBatchMs;
      return new Promise((resolve, reject) => {
        clock.after(freeAtMs - clock.now(), () => {
          running -= 1;
          idleSinceMs = clock.now();
          if (state.fails) reject(new Error('the device burnt down'));
          else resolve(items.map((value) => ({ status: 'fulfilled', value })));
        });
      });
    },
  });
  return { clock, batches, collector, state };
};

const submitMany = (collector: Collector<string, string>, names: readonly string[]): Promise<string>[] =>
  names.map((name) => collector.submit(name));
const named = (count: number, prefix = 's'): string[] => Array.from({ length: count }, (_, i) => `${prefix}${i}`);

describe('when a batch starts', () => {
  it('at once when no more samples are coming', async () => {
    const { clock, batches, collector } = rigOf();
    void submitMany(collector, named(3));
    await clock.runUntil(0);
    expect(batches).toMatchObject([{ items: ['s0', 's1', 's2'], startMs: 0 }]);
  });

  it('at once when it is full, whatever is coming', async () => {
    const { clock, batches, collector, state } = rigOf({ batchSize: 4 });
    state.isMoreComing = true;
    void submitMany(collector, named(5));
    await clock.runUntil(0);
    expect(batches.map(({ items }) => items.length)).toEqual([4]);
  });

  it('after the longest wait when more are coming and none come', async () => {
    const { clock, batches, collector, state } = rigOf({ maxWaitMs: 50 });
    state.isMoreComing = true;
    void collector.submit('lonely');
    await clock.runUntil(49);
    expect(batches).toEqual([]);
    await clock.runUntil(50);
    expect(batches).toMatchObject([{ items: ['lonely'], startMs: 50 }]);
  });

  it('before the longest wait when it is told that no more are coming', async () => {
    const { clock, batches, collector, state } = rigOf();
    state.isMoreComing = true;
    void collector.submit('a');
    await clock.runUntil(10);
    state.isMoreComing = false;
    collector.wake();
    await clock.runUntil(30);
    expect(batches).toMatchObject([{ items: ['a'], startMs: 10 }]);
  });

  it('while one of two devices is idle, and two full ones for each of them', async () => {
    const [one, two] = [rigOf({ batchSize: 4 }), rigOf({ batchSize: 4, devices: 2 })];
    const sizes: number[][] = [];
    for (const { clock, batches, collector } of [one, two]) {
      void submitMany(collector, named(1));
      await clock.runUntil(1);
      void submitMany(collector, named(1, 'second'));
      await clock.runUntil(2);
      void submitMany(collector, named(20, 'more'));
      await clock.runUntil(3);
      sizes.push(batches.map(({ items }) => items.length));
    }
    // One device: the second sample waits for company. Two: it has a device of its own, and two batches wait behind.
    expect(sizes).toEqual([
      [1, 4],
      [1, 1, 4, 4],
    ]);
  });

  it('while fewer full ones are in flight than keep the device busy', async () => {
    const { clock, collector, state } = rigOf({ batchSize: 4, batchesEach: 3 });
    void submitMany(collector, named(40));
    await clock.runUntil(1);
    expect(state.mostInFlight).toBe(3);
  });

  it('not while what follows has no room', async () => {
    const { clock, batches, collector, state } = rigOf({ batchSize: 2 });
    state.room = false;
    void submitMany(collector, named(4));
    await clock.runUntil(500);
    expect(batches).toEqual([]);
    state.room = true;
    collector.wake();
    await clock.runUntil(500);
    expect(batches.flatMap(({ items }) => items)).toEqual(named(4));
  });
});

describe('samples that come back', () => {
  it('go in front of new ones, into the next batch', async () => {
    const { clock, batches, collector } = rigOf({ batchSize: 2, perBatchMs: 10 });
    const first = submitMany(collector, ['a', 'b', 'c', 'd', 'e', 'f']);
    void first[0]?.then(() => collector.submit('a again', { inFront: true }));
    await clock.runUntil(100);
    expect(batches.map(({ items }) => items)).toEqual([['a', 'b'], ['c', 'd'], ['a again', 'e'], ['f']]);
  });

  it('of one batch stay together', async () => {
    const { clock, batches, collector } = rigOf({ batchSize: 4, perBatchMs: 10 });
    for (const sample of submitMany(collector, named(4)))
      void sample.then((name) => collector.submit(`${name} again`, { inFront: true }));
    await clock.runUntil(100);
    expect(batches.map(({ items }) => items.length)).toEqual([4, 4]);
  });
});

describe('interactive samples', () => {
  it('go before all bulk ones, those that come back included', async () => {
    const { clock, batches, collector } = rigOf({ batchSize: 2, perBatchMs: 10 });
    const cohort = submitMany(collector, ['a', 'b', 'c', 'd', 'e', 'f']);
    void cohort[0]?.then(async () => {
      void collector.submit('a again', { inFront: true });
      await collector.submit('person', { lane: 'interactive' });
      void collector.submit('person again', { lane: 'interactive', inFront: true });
    });
    await clock.runUntil(100);
    const order = batches.flatMap(({ items }) => items);
    expect(order.slice(0, 7)).toEqual(['a', 'b', 'c', 'd', 'person', 'a again', 'e']);
    expect(order.slice(7)).toEqual(['f', 'person again']);
  });
});

describe('samples that are given up', () => {
  it('leave when their ticket is lost, unless their batch has started', async () => {
    const { clock, batches, collector, state } = rigOf({ batchSize: 2 });
    const lost = new AbortController();
    const started = [collector.submit('a', { signal: lost.signal }), collector.submit('b', { signal: lost.signal })];
    await clock.runUntil(0);
    state.isMoreComing = true;
    const waiting = collector.submit('c', { signal: lost.signal });
    const other = collector.submit('d');
    lost.abort(new Error('lost'));
    await expect(waiting).rejects.toThrow('lost');
    await expect(collector.submit('e', { signal: lost.signal })).rejects.toThrow('lost');
    await clock.runUntil(500);
    await expect(Promise.all([...started, other])).resolves.toEqual(['a', 'b', 'd']);
    expect(batches.flatMap(({ items }) => items)).toEqual(['a', 'b', 'd']);
  });

  it('are handed back on close, and those in a batch finish', async () => {
    const { clock, collector, state } = rigOf({ batchSize: 1 });
    state.isMoreComing = true;
    const [first, second, third] = submitMany(collector, named(3));
    await clock.runUntil(0);
    collector.close(new Error('stopping'));
    await expect(third).rejects.toThrow('stopping');
    await expect(collector.submit('late')).rejects.toThrow('stopping');
    await clock.runUntil(100);
    await expect(Promise.all([first, second])).resolves.toEqual(['s0', 's1']);
  });

  it('fail with their batch when the device throws', async () => {
    const { clock, collector, state } = rigOf();
    state.fails = true;
    const results = Promise.allSettled(submitMany(collector, named(3)));
    await clock.runUntil(100);
    expect((await results).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(collector.size).toBe(0);
  });
});

describe('simulated traffic', () => {
  /** Tickets of random sizes at random times; a share of the samples comes back up to three times. */
  const simulate = async (seed: number) => {
    const random = randomOf(seed);
    const batchSize = 1 + Math.floor(random() * 16);
    const maxWaitMs = 10 + Math.floor(random() * 90);
    const rig = rigOf({ batchSize, maxWaitMs, perBatchMs: 1 + random() * 60 });
    const { clock, collector, state } = rig;
    const done: string[] = [];
    const submittedAt = new Map<string, number>();
    let total = 0;
    let busyUntilMs = 0;
    let lastTicketMs = 0;
    const send = async (name: string, attempt: number): Promise<void> => {
      submittedAt.set(`${name}/${attempt}`, clock.now());
      await collector.submit(`${name}/${attempt}`, { inFront: attempt > 0 });
      if (attempt < 3 && random() < 0.3) await send(name, attempt + 1);
      else done.push(name);
    };
    const meanGapMs = random() * 40;
    for (let ticket = 0; ticket < 60; ticket += 1) {
      busyUntilMs += random() * meanGapMs;
      const count = 1 + Math.floor(random() * (random() < 0.3 ? 24 : 2));
      const names = named(count, `t${ticket}-`);
      total += count;
      clock.after(busyUntilMs, () => {
        state.isMoreComing = true;
        const quietAtMs = (lastTicketMs = clock.now()) + 10;
        clock.after(10, () => {
          if (quietAtMs < lastTicketMs + 10) return;
          state.isMoreComing = false;
          collector.wake();
        });
        for (const name of names) void send(name, 0);
      });
    }
    await clock.runUntil(1e6);
    return { ...rig, batchSize, maxWaitMs, done, total, submittedAt };
  };

  const seeds = Array.from({ length: 40 }, (_, seed) => seed);

  it.each(seeds)('seed %i: nothing is lost, doubled, oversized or kept waiting on an idle device', async (seed) => {
    const { batches, batchSize, maxWaitMs, done, total, submittedAt, state, collector } = await simulate(seed);
    expect(done).toHaveLength(total);
    expect(new Set(done).size).toBe(total);
    const sent = batches.flatMap(({ items }) => items);
    expect(new Set(sent).size).toBe(sent.length);
    expect(sent).toHaveLength(submittedAt.size);
    expect(collector.size).toBe(0);
    expect(Math.max(...batches.map(({ items }) => items.length))).toBeLessThanOrEqual(batchSize);
    expect(state.mostInFlight).toBeLessThanOrEqual(2);
    for (const { items, startMs, idleSinceMs } of batches) {
      if (idleSinceMs === null) continue;
      const waitedOut = Math.min(...items.map((item) => submittedAt.get(item) as number)) + maxWaitMs;
      expect(startMs).toBeLessThanOrEqual(Math.max(waitedOut, idleSinceMs) + 1e-6);
    }
  });

  it('fills batches to more than 80 % under a backlog of single samples', async () => {
    const { clock, batches, collector, state } = rigOf({ batchSize: 8, perBatchMs: 20 });
    state.isMoreComing = true;
    let next = 0;
    const inHand = 32;
    const feed = async (): Promise<void> => {
      while (next < 500) {
        next += 1;
        await collector.submit(`s${next}`);
        // Encoding and commit of a sample, before its ticket's place is free for the next.
        await new Promise<void>((resolve) => clock.after(15, resolve));
      }
    };
    const all = Promise.all(Array.from({ length: inHand }, feed));
    await clock.runUntil(1e5);
    await all;
    expect(500 / batches.length / 8).toBeGreaterThan(0.8);
  });

  it('would not with one place a batch: the measure of fill can fail', async () => {
    const { clock, batches, collector } = rigOf({ batchSize: 8, perBatchMs: 20 });
    const one = async (): Promise<void> => {
      for (let i = 0; i < 50; i += 1) await collector.submit(`s${i}`);
    };
    const all = one();
    await clock.runUntil(1e5);
    await all;
    expect(50 / batches.length / 8).toBeLessThan(0.2);
  });
});
