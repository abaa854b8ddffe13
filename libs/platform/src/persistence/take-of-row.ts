import { sql } from 'kysely';

/** The take that a row of `samples` names: '' where it has the keys of before there were takes, null where it has no files. */
export const takeOfRow = sql<
  string | null
>`coalesce(samples.take, case when samples.video_key is not null then '' end)`;
