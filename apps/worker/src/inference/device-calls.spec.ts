import { describe, expect, it } from '@jest/globals';
import { DeviceCalls } from './device-calls.js';

/** Calls that end when they are told to, on a clock that is set by hand. */
const rig = () => {
  const clock = { nowMs: 0, now: () => clock.nowMs };
  const calls = new DeviceCalls(clock);
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const call = (name: string) => (): Promise<string> => {
    begun.push(name);
    return new Promise((resolve) => ends.set(name, () => resolve(name)));
  };
  return {
    ...{ clock, calls, begun },
    beside: (name: string) => calls.beside(() => calls.watched(call(name))),
    alone: (name: string) => calls.alone(() => calls.watched(call(name))),
    end: async (name: string): Promise<void> => {
      ends.get(name)?.();
      await settled();
    },
  };
};
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a call that must be alone', () => {
  it('begins when those under way have ended, and those that come later wait for it', async () => {
    const { begun, beside, alone, end } = rig();
    const made = [beside('a'), beside('b'), alone('c'), beside('d'), beside('e'), alone('f'), beside('g')];
    await settled();
    expect(begun).toEqual(['a', 'b']);
    await end('b');
    expect(begun).toEqual(['a', 'b']);
    await end('a');
    expect(begun).toEqual(['a', 'b', 'c']);
    await end('c');
    expect(begun).toEqual(['a', 'b', 'c', 'd', 'e']);
    for (const name of ['d', 'e', 'f', 'g']) await end(name);
    await expect(Promise.all(made)).resolves.toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
  });

  it('gives its place free when it fails', async () => {
    const { calls, beside, end } = rig();
    const failing = calls.alone(() => Promise.reject(new Error('no')));
    const next = beside('next');
    await expect(failing).rejects.toThrow('no');
    await end('next');
    await expect(next).resolves.toBe('next');
  });
});

describe('how long calls stand still', () => {
  it('is seen of one that hangs while others come and go', async () => {
    const { clock, calls, beside, end } = rig();
    void beside('hung');
    for (let n = 1; n <= 10; n += 1) {
      void beside(`other ${n}`);
      await settled();
      clock.nowMs = 100 * n;
      await end(`other ${n}`);
    }
    expect(calls.silentMs).toBe(1_000);
  });

  it('is not counted while those before them are made, one by one', async () => {
    const { clock, calls, beside, end } = rig();
    const names = ['a', 'b', 'c', 'd'];
    for (const name of names) void beside(name);
    await settled();
    const silences: number[] = [];
    for (const name of names) {
      clock.nowMs += 600;
      silences.push(calls.silentMs);
      await end(name);
    }
    expect(silences).toEqual([600, 600, 600, 600]);
    expect(calls.silentMs).toBe(0);
  });

  it('is nothing before they begin: they wait for one that must be alone', async () => {
    const { clock, calls, beside, alone, end } = rig();
    void alone('first');
    void beside('second');
    await settled();
    clock.nowMs = 900;
    await end('first');
    clock.nowMs = 1_000;
    expect(calls.silentMs).toBe(100);
  });
});
