import { newFiringId, type ClipId, type FiringId, type RunId, type ScheduleId } from '@echocohort/shared';
import { sql } from 'kysely';
import { type Database } from '../database/database.js';
import { type StoredError } from '../database/stored-values.js';
import { type FiringRow, type ScheduleRow } from './schedules.repository.js';

/** A firing that is still to be made, and its schedule. */
export interface DueFiring {
  readonly firing: Omit<FiringRow, 'runLives'>;
  readonly schedule: ScheduleRow;
}

export interface NewFiring {
  readonly fireAt: Date;
  readonly status: 'due' | 'skipped';
}

export type FiringResult =
  | { readonly status: 'fired'; readonly runId: RunId; readonly clips: number | null }
  | { readonly status: 'skipped'; readonly clips: number | null }
  | { readonly status: 'failed'; readonly clips: number | null; readonly error: StoredError };

/** Schedules whose time has come: the leader's view, over all tenants. */
export class DueSchedulesRepository {
  constructor(private readonly database: Database) {}

  /** Those that are due for the longest time first. */
  due(now: Date, limit: number): Promise<ScheduleRow[]> {
    return this.database.db
      .selectFrom('schedules')
      .selectAll()
      .where('paused', '=', false)
      .where('nextFireAt', '<=', now)
      .orderBy('nextFireAt')
      .limit(limit)
      .execute();
  }

  /**
   * Turns times into firings and moves the schedule on, in one transaction. A time has one firing, whoever else is at it; a
   * schedule that was changed in between stays as it is.
   * @param firings oldest first; each begins with the clips where the one before ended
   */
  async record(
    { id, tenantId, nextFireAt, newClips }: ScheduleRow,
    firings: readonly NewFiring[],
    next: Date,
  ): Promise<boolean> {
    return this.database.db.transaction().execute(async (trx) => {
      const held = await trx
        .updateTable('schedules')
        .set({ nextFireAt: next })
        .where('id', '=', id)
        .where('paused', '=', false)
        .where('nextFireAt', '=', nextFireAt)
        .returning('clipsUntil')
        .executeTakeFirst();
      if (held === undefined) return false;
      let clipsUntil = held.clipsUntil;
      for (const { fireAt, status } of firings) {
        const clipsFrom = newClips && status === 'due' ? clipsUntil : null;
        const row = {
          id: newFiringId(),
          scheduleId: id,
          tenantId,
          fireAt,
          status,
          clipsFrom,
          kind: 'scheduled' as const,
        };
        const made = await trx
          .insertInto('firings')
          .values({ ...row, settledAt: status === 'due' ? null : sql<Date>`now()` })
          .onConflict((conflict) => conflict.columns(['scheduleId', 'fireAt']).doNothing())
          .returning('id')
          .executeTakeFirst();
        if (made !== undefined && status === 'due' && fireAt > clipsUntil) clipsUntil = fireAt;
      }
      await trx.updateTable('schedules').set({ clipsUntil }).where('id', '=', id).execute();
      return true;
    });
  }

  /** Firings that have no cohort yet, oldest first. */
  async open(limit: number): Promise<DueFiring[]> {
    const firings = await this.database.db
      .selectFrom('firings')
      .selectAll()
      .where('status', '=', 'due')
      .orderBy('fireAt')
      .limit(limit)
      .execute();
    if (firings.length === 0) return [];
    const ids = [...new Set(firings.map(({ scheduleId }) => scheduleId))];
    const rows = await this.database.db.selectFrom('schedules').selectAll().where('id', 'in', ids).execute();
    const schedules = new Map<ScheduleId, ScheduleRow>(rows.map((row) => [row.id, row]));
    return firings.flatMap((firing) => {
      const schedule = schedules.get(firing.scheduleId);
      return schedule === undefined ? [] : [{ firing, schedule }];
    });
  }

  /** Clips of a tenant that came after one moment and up to another, oldest first. */
  async clipsBetween({ tenantId, clipsFrom, fireAt }: DueFiring['firing'], limit: number): Promise<ClipId[]> {
    if (clipsFrom === null) return [];
    const rows = await this.database.db
      .selectFrom('clips')
      .select('id')
      .where('tenantId', '=', tenantId)
      .where('createdAt', '>', clipsFrom)
      .where('createdAt', '<=', fireAt)
      .orderBy('createdAt')
      .limit(limit)
      .execute();
    return rows.map(({ id }) => id);
  }

  async settle(id: FiringId, result: FiringResult): Promise<void> {
    const { status, clips } = result;
    const runId = result.status === 'fired' ? result.runId : null;
    const error = result.status === 'failed' ? JSON.stringify(result.error) : null;
    await this.database.db
      .updateTable('firings')
      .set({ status, clips, runId, error, settledAt: sql<Date>`now()` })
      .where('id', '=', id)
      .where('status', '=', 'due')
      .execute();
  }
}
