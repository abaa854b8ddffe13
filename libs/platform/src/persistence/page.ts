/** Newest first for runs and clips: `after` is the last id of the page before. `limit` is the page's size. */
export interface Page<Cursor> {
  readonly after?: Cursor | undefined;
  readonly limit: number;
}
