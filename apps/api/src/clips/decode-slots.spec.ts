import { describe, expect, it } from '@jest/globals';
import { DecodeSlots } from './decode-slots.js';

/** A task that ends when it is told to, and counts those that run beside it. */
const tasks = () => {
  const state = { running: 0, most: 0, ends: [] as (() => void)[] };
  const task = async (): Promise<void> => {
    state.running += 1;
    state.most = Math.max(state.most, state.running);
    await new Promise<void>((resolve) => state.ends.push(resolve));
    state.running -= 1;
  };
  return { state, task };
};

describe('DecodeSlots', () => {
  it('runs two at a time, and the others in their order', async () => {
    const { state, task } = tasks();
    const slots = new DecodeSlots(2, 8);
    const all = Array.from({ length: 5 }, () => slots.run(task));
    let ended = 0;
    while (ended < 5) {
      await Promise.resolve();
      const end = state.ends[ended];
      if (end === undefined) continue;
      end();
      ended += 1;
    }
    await Promise.all(all);
    expect(state).toMatchObject({ running: 0, most: 2 });
  });

  it('refuses who finds too many waiting, and frees the slot of a task that failed', async () => {
    const { state, task } = tasks();
    const slots = new DecodeSlots(1, 1);
    const first = slots.run(task);
    const second = slots.run(() => Promise.reject(new Error('broken')));
    await expect(slots.run(task)).rejects.toMatchObject({ code: 'too-many-requests' });
    state.ends[0]?.();
    await first;
    await expect(second).rejects.toThrow('broken');
    await expect(slots.run(() => Promise.resolve(7))).resolves.toBe(7);
  });
});
