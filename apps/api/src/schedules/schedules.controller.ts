import { type FiringId, firingIdSchema, type ScheduleId, scheduleIdSchema, type TenantId } from '@echocohort/shared';
import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  Param,
  Patch,
  Post,
  Query,
  Res,
  UseInterceptors,
} from '@nestjs/common';
import type { Response } from 'express';
import { TenantOfCaller } from '../auth/caller.js';
import { input } from '../http/input.pipe.js';
import { IdempotentPost } from '../idempotency/idempotent-post.js';
import {
  type ChangeSchedule,
  changeScheduleSchema,
  type CreateSchedule,
  createScheduleSchema,
  type FiringPage,
  type FiringPageQuery,
  firingPageQuerySchema,
  type FiringView,
  type SchedulePage,
  type SchedulePageQuery,
  schedulePageQuerySchema,
  type ScheduleView,
} from './schedules.schema.js';
import { type FiringReport } from './firing-report.schema.js';
import { FiringReports } from './firing-reports.service.js';
import { SchedulesService } from './schedules.service.js';

@Controller('v1/schedules')
export class SchedulesController {
  constructor(
    @Inject(SchedulesService) private readonly schedules: SchedulesService,
    @Inject(FiringReports) private readonly reports: FiringReports,
  ) {}

  @Post()
  @UseInterceptors(IdempotentPost)
  async create(
    @TenantOfCaller() tenantId: TenantId,
    @Body(input(createScheduleSchema)) request: CreateSchedule,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ScheduleView> {
    const schedule = await this.schedules.create(tenantId, request);
    response.setHeader('Location', schedule.links.self);
    return schedule;
  }

  @Get()
  list(
    @TenantOfCaller() tenantId: TenantId,
    @Query(input(schedulePageQuerySchema)) query: SchedulePageQuery,
  ): Promise<SchedulePage> {
    return this.schedules.list(tenantId, query);
  }

  @Get(':scheduleId')
  get(
    @TenantOfCaller() tenantId: TenantId,
    @Param('scheduleId', input(scheduleIdSchema)) id: ScheduleId,
  ): Promise<ScheduleView> {
    return this.schedules.get(tenantId, id);
  }

  @Patch(':scheduleId')
  change(
    @TenantOfCaller() tenantId: TenantId,
    @Param('scheduleId', input(scheduleIdSchema)) id: ScheduleId,
    @Body(input(changeScheduleSchema)) change: ChangeSchedule,
  ): Promise<ScheduleView> {
    return this.schedules.change(tenantId, id, change);
  }

  @Delete(':scheduleId')
  @HttpCode(204)
  delete(
    @TenantOfCaller() tenantId: TenantId,
    @Param('scheduleId', input(scheduleIdSchema)) id: ScheduleId,
  ): Promise<void> {
    return this.schedules.delete(tenantId, id);
  }

  @Post(':scheduleId/fire')
  @HttpCode(202)
  fire(
    @TenantOfCaller() tenantId: TenantId,
    @Param('scheduleId', input(scheduleIdSchema)) id: ScheduleId,
  ): Promise<FiringView> {
    return this.schedules.fire(tenantId, id);
  }

  @Get(':scheduleId/firings')
  firings(
    @TenantOfCaller() tenantId: TenantId,
    @Param('scheduleId', input(scheduleIdSchema)) id: ScheduleId,
    @Query(input(firingPageQuerySchema)) query: FiringPageQuery,
  ): Promise<FiringPage> {
    return this.schedules.firings(tenantId, id, query);
  }

  @Get(':scheduleId/firings/:firingId')
  firing(
    @TenantOfCaller() tenantId: TenantId,
    @Param('scheduleId', input(scheduleIdSchema)) id: ScheduleId,
    @Param('firingId', input(firingIdSchema)) firingId: FiringId,
  ): Promise<FiringView> {
    return this.schedules.firing(tenantId, id, firingId);
  }

  @Get(':scheduleId/firings/:firingId/report')
  report(
    @TenantOfCaller() tenantId: TenantId,
    @Param('scheduleId', input(scheduleIdSchema)) id: ScheduleId,
    @Param('firingId', input(firingIdSchema)) firingId: FiringId,
  ): Promise<FiringReport> {
    return this.reports.get(tenantId, id, firingId);
  }
}
