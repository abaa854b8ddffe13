import { sql } from 'kysely';

/**
 * Of a row of `runs` that readers may see: nobody has deleted it, and its time is not over. The leader marks what has expired
 * within some seconds; until then this says so.
 */
export const livingRun = sql<boolean>`(runs.deleted_at is null and
  (runs.finished_at + make_interval(secs => runs.expires_after_seconds) > now()) is not false)`;
