import {
  newFiringId,
  newScheduleId,
  type FiringId,
  type RunId,
  type ScheduleId,
  type TenantId,
} from '@echocohort/shared';
import { sql } from 'kysely';
import { type TenantDatabase } from '../database/database.js';
import { type StoredError } from '../database/stored-values.js';
import { livingRun } from '../retention/living-run.js';
import { type Page } from '../persistence/page.js';

export interface NewSchedule {
  readonly name: string;
  /** Five fields, on the clock of an IANA time zone. */
  readonly cron: string;
  readonly timeZone: string;
  readonly catchUp: 'skip' | 'once' | 'all';
  /** How many missed times are fired at most, where all of them are. */
  readonly catchUpMax: number;
  /** The body of the request that each firing makes. */
  readonly cohort: Readonly<Record<string, unknown>>;
  /** Its sources are the clips that came since the firing before. */
  readonly newClips: boolean;
  readonly paused: boolean;
  /** The first time that is not dealt with; null while it is paused. */
  readonly nextFireAt: Date | null;
}

export interface ScheduleRow extends NewSchedule {
  readonly id: ScheduleId;
  readonly tenantId: TenantId;
  /** Clips up to this moment belong to firings that there are. */
  readonly clipsUntil: Date;
  readonly createdAt: Date;
}

export const firingStatuses = ['due', 'fired', 'skipped', 'failed'] as const;
export type FiringStatus = (typeof firingStatuses)[number];
export const firingKinds = ['scheduled', 'manual'] as const;
export type FiringKind = (typeof firingKinds)[number];

export interface FiringRow {
  readonly id: FiringId;
  readonly scheduleId: ScheduleId;
  readonly tenantId: TenantId;
  readonly fireAt: Date;
  readonly kind: FiringKind;
  readonly status: FiringStatus;
  /** Clips after this moment and up to `fireAt` are its sources; null where the cohort names its own. */
  readonly clipsFrom: Date | null;
  /** How many these were. */
  readonly clips: number | null;
  /** The cohort that it made, there or not. */
  readonly runId: RunId | null;
  /** Whether that cohort is still there: nobody has deleted it, and it has not expired. */
  readonly runLives: boolean;
  readonly error: StoredError | null;
  readonly createdAt: Date;
  readonly settledAt: Date | null;
}

const runLives = sql<boolean>`exists (select from runs where runs.id = firings.run_id and ${livingRun})`.as('runLives');

export class SchedulesRepository {
  constructor(private readonly database: TenantDatabase) {}

  create(tenantId: TenantId, schedule: NewSchedule): Promise<ScheduleRow> {
    const row = { id: newScheduleId(), tenantId, ...schedule, cohort: JSON.stringify(schedule.cohort) };
    return this.database.asTenant(tenantId, (trx) =>
      trx.insertInto('schedules').values(row).returningAll().executeTakeFirstOrThrow(),
    );
  }

  async find(tenantId: TenantId, id: ScheduleId): Promise<ScheduleRow | null> {
    const row = await this.database.asTenant(tenantId, (trx) =>
      trx.selectFrom('schedules').selectAll().where('tenantId', '=', tenantId).where('id', '=', id).executeTakeFirst(),
    );
    return row ?? null;
  }

  /** Newest first. */
  list(tenantId: TenantId, { after, limit }: Page<ScheduleId>): Promise<ScheduleRow[]> {
    return this.database.asTenant(tenantId, (trx) =>
      trx
        .selectFrom('schedules')
        .selectAll()
        .where('tenantId', '=', tenantId)
        .$if(after !== undefined, (query) => query.where('id', '<', after as ScheduleId))
        .orderBy('id', 'desc')
        .limit(limit)
        .execute(),
    );
  }

  /** Null when the tenant has no such schedule. */
  async update(tenantId: TenantId, id: ScheduleId, change: Partial<NewSchedule>): Promise<ScheduleRow | null> {
    const { cohort, ...others } = change;
    const row = await this.database.asTenant(tenantId, (trx) =>
      trx
        .updateTable('schedules')
        .set({ ...others, ...(cohort === undefined ? {} : { cohort: JSON.stringify(cohort) }) })
        .where('tenantId', '=', tenantId)
        .where('id', '=', id)
        .returningAll()
        .executeTakeFirst(),
    );
    return row ?? null;
  }

  /** With its firings; the cohorts that they made stay. @returns false when the tenant has no such schedule */
  async delete(tenantId: TenantId, id: ScheduleId): Promise<boolean> {
    const { numDeletedRows } = await this.database.asTenant(tenantId, (trx) =>
      trx.deleteFrom('schedules').where('tenantId', '=', tenantId).where('id', '=', id).executeTakeFirst(),
    );
    return numDeletedRows > 0n;
  }

  /** A firing of now, out of turn. Null when the tenant has no such schedule. */
  fireNow(tenantId: TenantId, id: ScheduleId): Promise<FiringRow | null> {
    return this.database.asTenant(tenantId, async (trx) => {
      const { rows } = await sql<FiringRow>`
        with schedule as (
          select id, tenant_id, new_clips, clips_until from schedules
          where tenant_id = ${tenantId} and id = ${id} for update
        ),
        firing as (
          insert into firings (id, schedule_id, tenant_id, fire_at, kind, status, clips_from)
          select ${newFiringId()}, id, tenant_id, now(), 'manual', 'due', case when new_clips then clips_until end
          from schedule
          returning *
        ),
        moved as (update schedules set clips_until = now() from schedule where schedules.id = schedule.id)
        select *, false as run_lives from firing`.execute(trx);
      return rows[0] ?? null;
    });
  }

  /** The latest time first. */
  firings(tenantId: TenantId, id: ScheduleId, { after, limit }: Page<FiringId>): Promise<FiringRow[]> {
    return this.database.asTenant(tenantId, (trx) =>
      trx
        .selectFrom('firings')
        .selectAll()
        .select(runLives)
        .where('tenantId', '=', tenantId)
        .where('scheduleId', '=', id)
        .$if(after !== undefined, (query) =>
          query.where('fireAt', '<', (inner) =>
            inner
              .selectFrom('firings')
              .select('fireAt')
              .where('id', '=', after as FiringId),
          ),
        )
        .orderBy('fireAt', 'desc')
        .limit(limit)
        .execute(),
    );
  }

  async firing(tenantId: TenantId, id: FiringId): Promise<FiringRow | null> {
    const row = await this.database.asTenant(tenantId, (trx) =>
      trx
        .selectFrom('firings')
        .selectAll()
        .select(runLives)
        .where('tenantId', '=', tenantId)
        .where('id', '=', id)
        .executeTakeFirst(),
    );
    return row ?? null;
  }

  /** The firing of the same schedule before this one that made a cohort. */
  async firedBefore({ tenantId, scheduleId, fireAt }: FiringRow): Promise<FiringRow | null> {
    const row = await this.database.asTenant(tenantId, (trx) =>
      trx
        .selectFrom('firings')
        .selectAll()
        .select(runLives)
        .where('tenantId', '=', tenantId)
        .where('scheduleId', '=', scheduleId)
        .where('status', '=', 'fired')
        .where('fireAt', '<', fireAt)
        .orderBy('fireAt', 'desc')
        .limit(1)
        .executeTakeFirst(),
    );
    return row ?? null;
  }
}
