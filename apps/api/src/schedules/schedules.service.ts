import { type FiringRow, type NewSchedule, type ScheduleRow, SchedulesRepository } from '@echocohort/platform';
import { EchoError, type FiringId, type ScheduleId, type TenantId } from '@echocohort/shared';
import { Inject, Injectable } from '@nestjs/common';
import { CohortsService } from '../cohorts/cohorts.service.js';
import { DispatchBell } from '../dispatch/dispatch-bell.js';
import { cutPage } from '../http/page.schema.js';
import { nextTime } from './occurrences.js';
import { firingView, scheduleView } from './schedule.view.js';
import {
  type ChangeSchedule,
  type CreateSchedule,
  createScheduleSchema,
  type FiringPage,
  type FiringPageQuery,
  type FiringView,
  type SchedulePage,
  type SchedulePageQuery,
  type ScheduleView,
} from './schedules.schema.js';
import { parseBody } from '../http/input.pipe.js';

@Injectable()
export class SchedulesService {
  constructor(
    @Inject(SchedulesRepository) private readonly schedules: SchedulesRepository,
    @Inject(CohortsService) private readonly cohorts: CohortsService,
    @Inject(DispatchBell) private readonly bell: DispatchBell,
  ) {}

  async create(tenantId: TenantId, request: CreateSchedule): Promise<ScheduleView> {
    const { name, cron, timeZone, catchUp, cohort, newClips, paused } = request;
    const now = new Date();
    const next = nextTime({ cron, timeZone }, now);
    await this.#tryCohort(tenantId, request);
    const row = await this.schedules.create(tenantId, {
      ...{ name, cron, timeZone, catchUp: catchUp.policy, catchUpMax: catchUp.max, cohort, newClips, paused },
      nextFireAt: paused ? null : next,
    });
    return scheduleView(row, now);
  }

  async list(tenantId: TenantId, { after, limit }: SchedulePageQuery): Promise<SchedulePage> {
    const now = new Date();
    const rows = await this.schedules.list(tenantId, { after, limit: limit + 1 });
    return cutPage(
      rows,
      limit,
      (row) => scheduleView(row, now),
      ({ id }) => id,
    );
  }

  async get(tenantId: TenantId, id: ScheduleId): Promise<ScheduleView> {
    return scheduleView(await this.#schedule(tenantId, id), new Date());
  }

  /** Whatever changes, it goes on from now: a time that has passed under another timetable is not caught up. */
  async change(tenantId: TenantId, id: ScheduleId, change: ChangeSchedule): Promise<ScheduleView> {
    const before = await this.#schedule(tenantId, id);
    const { name, cron, timeZone, catchUp, catchUpMax, cohort, newClips, paused } = before;
    const request = parseBody(createScheduleSchema, {
      ...{ name, cron, timeZone, catchUp: { policy: catchUp, max: catchUpMax }, cohort, newClips, paused },
      ...change,
    });
    const now = new Date();
    const next = nextTime(request, now);
    if (change.cohort !== undefined || change.newClips !== undefined) await this.#tryCohort(tenantId, request);
    const { catchUp: caught, ...others } = request;
    const changed: NewSchedule = {
      ...others,
      catchUp: caught.policy,
      catchUpMax: caught.max,
      nextFireAt: request.paused ? null : next,
    };
    const row = await this.schedules.update(tenantId, id, changed);
    if (row === null) throw this.#missing(id);
    return scheduleView(row, now);
  }

  async delete(tenantId: TenantId, id: ScheduleId): Promise<void> {
    if (!(await this.schedules.delete(tenantId, id))) throw this.#missing(id);
  }

  async fire(tenantId: TenantId, id: ScheduleId): Promise<FiringView> {
    const firing = await this.schedules.fireNow(tenantId, id);
    if (firing === null) throw this.#missing(id);
    this.bell.ring();
    return firingView(firing);
  }

  async firings(tenantId: TenantId, id: ScheduleId, { after, limit }: FiringPageQuery): Promise<FiringPage> {
    await this.#schedule(tenantId, id);
    const rows = await this.schedules.firings(tenantId, id, { after, limit: limit + 1 });
    return cutPage(rows, limit, firingView, ({ id: firing }) => firing);
  }

  async firing(tenantId: TenantId, id: ScheduleId, firingId: FiringId): Promise<FiringView> {
    return firingView(await this.firingOf(tenantId, id, firingId));
  }

  /** @throws EchoError `not-found` when the schedule has no such firing */
  async firingOf(tenantId: TenantId, id: ScheduleId, firingId: FiringId): Promise<FiringRow> {
    const row = await this.schedules.firing(tenantId, firingId);
    if (row?.scheduleId !== id) throw new EchoError('not-found', `There is no firing ${firingId} of schedule ${id}`);
    return row;
  }

  /** What cannot be made today is refused today, not at half past two in the night. New clips are not known yet. */
  async #tryCohort(tenantId: TenantId, { cohort, newClips }: CreateSchedule): Promise<void> {
    if (newClips) this.cohorts.check(cohort);
    else await this.cohorts.create(tenantId, { ...cohort, dryRun: true }, undefined);
  }

  async #schedule(tenantId: TenantId, id: ScheduleId): Promise<ScheduleRow> {
    const row = await this.schedules.find(tenantId, id);
    if (row === null) throw this.#missing(id);
    return row;
  }

  #missing(id: ScheduleId): EchoError {
    return new EchoError('not-found', `There is no schedule ${id}`);
  }
}
