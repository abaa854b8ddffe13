import { newTenantId, type TenantId } from '@echocohort/shared';
import { describe, expect, it } from '@jest/globals';
import { UploadSlots } from './upload-slots.js';

/** Tasks that end when they are told to, and say in which order they began. */
const tasks = () => {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const task = (name: string) => async (): Promise<string> => {
    begun.push(name);
    await new Promise<void>((resolve) => ends.set(name, resolve));
    return name;
  };
  return { begun, task, end: (name: string) => ends.get(name)?.() };
};

/** Long enough for all that waits for a promise. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

const [alice, bob]: TenantId[] = [newTenantId(), newTenantId()];

describe('UploadSlots', () => {
  it('runs two at a time, and those of one tenant in their order', async () => {
    const { begun, task, end } = tasks();
    const slots = new UploadSlots(2);
    const all = ['a', 'b', 'c', 'd'].map((name) => slots.run(alice!, task(name)));
    expect(begun).toEqual(['a', 'b']);
    for (const [k, name] of ['b', 'a', 'c', 'd'].entries()) {
      end(name);
      await all[['a', 'b', 'c', 'd'].indexOf(name)];
      await turn();
      expect(begun).toEqual(['a', 'b', 'c', 'd'].slice(0, Math.min(4, 3 + k)));
    }
  });

  it('lets a tenant that has none running go before one that has', async () => {
    const { begun, task, end } = tasks();
    const slots = new UploadSlots(2);
    const slow = ['a1', 'a2', 'a3', 'a4'].map((name) => slots.run(alice!, task(name)));
    const other = slots.run(bob!, task('b1'));
    end('a1');
    await slow[0];
    await turn();
    expect(begun).toEqual(['a1', 'a2', 'b1']);
    end('b1');
    await other;
    await turn();
    expect(begun).toEqual(['a1', 'a2', 'b1', 'a3']);
  });

  it('frees the slot of a task that failed', async () => {
    const slots = new UploadSlots(1);
    await expect(slots.run(alice!, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    await expect(slots.run(bob!, () => Promise.resolve(7))).resolves.toBe(7);
  });
});
