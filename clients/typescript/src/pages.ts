/** A page of a list, as every list of the API answers. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Passed as `after` it gives the next page; null on the last one. */
  readonly next: string | null;
}

/**
 * Every entry of a list, page after page; a page is asked for when the one before has been used up.
 * @param read gives the page after a cursor, the first one for undefined
 */
export async function* itemsOf<T>(read: (after: string | undefined) => Promise<Page<T>>): AsyncGenerator<T, void> {
  let page = await read(undefined);
  for (;;) {
    yield* page.items;
    if (page.next === null) return;
    page = await read(page.next);
  }
}
