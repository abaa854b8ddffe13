import { LRUCache } from 'lru-cache';

/** Makes a value once for each key, and keeps the last `max` of them; one that could not be made is made again. */
export const remembered = <T>(max: number): ((key: string, make: () => Promise<T>) => Promise<T>) => {
  const values = new LRUCache<string, Promise<T>>({ max });
  return (key, make) => {
    const known = values.get(key);
    if (known) return known;
    const made = make();
    values.set(key, made);
    made.catch(() => values.delete(key));
    return made;
  };
};
