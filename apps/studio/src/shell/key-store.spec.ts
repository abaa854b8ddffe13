import { describe, expect, it } from '@jest/globals';
import { forgetKey, keptKey, type Page, takeHandedKey } from './key-store.js';

const pageAt = (hash: string) => {
  const kept = new Map<string, string>();
  const addresses: unknown[] = [];
  const page: Page = {
    location: { hash, pathname: '/studio/generate', search: '?ef=25' },
    history: { replaceState: (_data, _title, url) => void addresses.push(url) },
    localStorage: {
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => void kept.set(key, value),
      removeItem: (key) => void kept.delete(key),
    },
  };
  return { page, addresses };
};

describe('takeHandedKey', () => {
  it('keeps the key and takes it out of the address', () => {
    const { page, addresses } = pageAt('#key=ec_abc-DEF_123');
    expect(takeHandedKey(page)).toBe(true);
    expect(keptKey(page.localStorage)).toBe('ec_abc-DEF_123');
    expect(addresses).toEqual(['/studio/generate?ef=25']);
    forgetKey(page.localStorage);
    expect(keptKey(page.localStorage)).toBeNull();
  });

  it.each(['', '#', '#key=', '#key=secret', '#key=ec_a b', '#other=ec_abc'])(
    'leaves another address alone: %s',
    (hash) => {
      const { page, addresses } = pageAt(hash);
      expect(takeHandedKey(page)).toBe(false);
      expect([keptKey(page.localStorage), addresses]).toEqual([null, []]);
    },
  );
});
