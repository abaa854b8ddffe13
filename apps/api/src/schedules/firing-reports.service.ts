import { type FiringRow, RunFiguresRepository, RunsRepository, SchedulesRepository } from '@echocohort/platform';
import { type FiringId, type ScheduleId, type TenantId } from '@echocohort/shared';
import { Inject, Injectable } from '@nestjs/common';
import { changeOf, type FiredCohort, figuresView } from './firing-report.js';
import { type FiringReport } from './firing-report.schema.js';
import { firingView } from './schedule.view.js';
import { SchedulesService } from './schedules.service.js';

@Injectable()
export class FiringReports {
  constructor(
    @Inject(SchedulesService) private readonly schedules: SchedulesService,
    @Inject(SchedulesRepository) private readonly repository: SchedulesRepository,
    @Inject(RunsRepository) private readonly runs: RunsRepository,
    @Inject(RunFiguresRepository) private readonly figures: RunFiguresRepository,
  ) {}

  async get(tenantId: TenantId, scheduleId: ScheduleId, firingId: FiringId): Promise<FiringReport> {
    const firing = await this.schedules.firingOf(tenantId, scheduleId, firingId);
    const before = await this.repository.firedBefore(firing);
    const [now, earlier] = await Promise.all([this.#cohortOf(firing), before && this.#cohortOf(before)]);
    return {
      firing: firingView(firing),
      figures: now && figuresView(now.figures),
      previous: before && earlier && { firing: firingView(before), figures: figuresView(earlier.figures) },
      change: now && earlier && changeOf(now, earlier),
    };
  }

  /** Null when it made none, or when that was deleted. */
  async #cohortOf({ tenantId, runId }: FiringRow): Promise<FiredCohort | null> {
    const run = runId && (await this.runs.find(tenantId, runId));
    return run && { run, figures: await this.figures.find(tenantId, run) };
  }
}
