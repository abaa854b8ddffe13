import { type RunId, runIdSchema, type TenantId } from '@echocohort/shared';
import { Controller, Get, Inject, Param } from '@nestjs/common';
import { TenantOfCaller } from '../auth/caller.js';
import { input } from '../http/input.pipe.js';
import { type CohortFigures } from './cohort-figures.schema.js';
import { CohortFiguresService } from './cohort-figures.service.js';

@Controller('v1/cohorts')
export class CohortFiguresController {
  constructor(@Inject(CohortFiguresService) private readonly figures: CohortFiguresService) {}

  @Get(':cohortId/figures')
  get(
    @TenantOfCaller() tenantId: TenantId,
    @Param('cohortId', input(runIdSchema)) runId: RunId,
  ): Promise<CohortFigures> {
    return this.figures.get(tenantId, runId);
  }
}
