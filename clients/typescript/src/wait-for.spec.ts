import { describe, expect, it } from '@jest/globals';
import { itemsOf } from './pages.js';
import { waitFor } from './wait-for.js';

describe('waitFor', () => {
  it('looks until it is done', async () => {
    let looks = 0;
    const look = () => Promise.resolve((looks += 1));
    expect(await waitFor(look, (seen) => seen === 4, { firstMs: 1 })).toBe(4);
    expect(looks).toBe(4);
  });

  it('ends at once when it is told to', async () => {
    const stop = new AbortController();
    const reason = new Error('enough');
    const waiting = waitFor(
      async () => {
        stop.abort(reason);
        return Promise.resolve();
      },
      () => false,
      { signal: stop.signal, firstMs: 60_000 },
    );
    await expect(waiting).rejects.toBe(reason);
  });

  it('passes on what looking throws', async () => {
    await expect(
      waitFor(
        () => Promise.reject(new Error('gone')),
        () => true,
      ),
    ).rejects.toThrow('gone');
  });
});

describe('itemsOf', () => {
  it('goes through every page, and asks for none that nobody wants', async () => {
    const asked: (string | undefined)[] = [];
    const read = (after: string | undefined) => {
      asked.push(after);
      return Promise.resolve(after === undefined ? { items: [1, 2], next: 'b' } : { items: [3], next: null });
    };
    const seen = [];
    for await (const item of itemsOf(read)) {
      if (item === 2) expect(asked).toEqual([undefined]);
      seen.push(item);
    }
    expect([seen, asked]).toEqual([
      [1, 2, 3],
      [undefined, 'b'],
    ]);
  });
});
