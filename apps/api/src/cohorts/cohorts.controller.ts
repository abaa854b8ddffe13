import { pipeline } from 'node:stream/promises';
import { type RunId, runIdSchema, type TenantId } from '@echocohort/shared';
import { Body, Controller, Delete, Get, Headers, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { TenantOfCaller } from '../auth/caller.js';
import { CohortItemsService } from '../cohort-items/cohort-items.service.js';
import { input, parseInput } from '../http/input.pipe.js';
import { idempotencyKeySchema } from '../runs/idempotency.js';
import { samplePageQuerySchema, type SamplePage, type SamplePageQuery } from '../samples/samples.schema.js';
import {
  type CohortDetail,
  type CohortPage,
  type CohortPageQuery,
  cohortPageQuerySchema,
  type ExtendCohort,
  extendCohortSchema,
  type ManifestQuery,
  manifestQuerySchema,
} from './cohorts.schema.js';
import { CohortsService, type CreatedCohort } from './cohorts.service.js';
import { type CohortEstimate } from '../cohort-plan/estimate.schema.js';
import { manifestMediaTypes } from './manifest.js';

/** Whoever read a stream does not want the rest of it. */
const hasLeft = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';

@Controller('v1/cohorts')
export class CohortsController {
  constructor(
    @Inject(CohortsService) private readonly cohorts: CohortsService,
    @Inject(CohortItemsService) private readonly items: CohortItemsService,
  ) {}

  @Post()
  @HttpCode(202)
  async create(
    @TenantOfCaller() tenantId: TenantId,
    @Body() body: unknown,
    @Headers('idempotency-key') offeredKey: string | undefined,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CohortDetail | CohortEstimate> {
    const key = parseInput(idempotencyKeySchema, offeredKey, 'Idempotency-Key');
    const created = request.is('multipart/form-data')
      ? await this.items.receive(tenantId, request, response, key)
      : await this.#create(tenantId, body, key);
    if ('dryRun' in created) {
      response.status(200);
      return created;
    }
    response.setHeader('Location', created.cohort.links.self);
    if (created.replayed) response.setHeader('Idempotent-Replayed', 'true');
    return created.cohort;
  }

  /** A repeated request gets its answer, whatever has changed since about what is allowed. */
  async #create(tenantId: TenantId, body: unknown, key: string | undefined): Promise<CreatedCohort | CohortEstimate> {
    const replay = key === undefined ? null : await this.cohorts.replay(tenantId, key, body);
    return replay ?? this.cohorts.create(tenantId, body, key);
  }

  @Get()
  list(
    @TenantOfCaller() tenantId: TenantId,
    @Query(input(cohortPageQuerySchema)) query: CohortPageQuery,
  ): Promise<CohortPage> {
    return this.cohorts.list(tenantId, query);
  }

  @Get(':cohortId')
  get(
    @TenantOfCaller() tenantId: TenantId,
    @Param('cohortId', input(runIdSchema)) runId: RunId,
  ): Promise<CohortDetail> {
    return this.cohorts.get(tenantId, runId);
  }

  @Delete(':cohortId')
  @HttpCode(204)
  delete(@TenantOfCaller() tenantId: TenantId, @Param('cohortId', input(runIdSchema)) runId: RunId): Promise<void> {
    return this.cohorts.delete(tenantId, runId);
  }

  @Get(':cohortId/samples')
  samples(
    @TenantOfCaller() tenantId: TenantId,
    @Param('cohortId', input(runIdSchema)) runId: RunId,
    @Query(input(samplePageQuerySchema)) query: SamplePageQuery,
  ): Promise<SamplePage> {
    return this.cohorts.samplesOf(tenantId, runId, query);
  }

  /** A client that leaves ends it; an error in its midst ends the connection, so that nobody takes a part for the whole. */
  @Get(':cohortId/manifest')
  async manifest(
    @TenantOfCaller() tenantId: TenantId,
    @Param('cohortId', input(runIdSchema)) runId: RunId,
    @Query(input(manifestQuerySchema)) { format }: ManifestQuery,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const lines = await this.cohorts.manifest(tenantId, runId, format);
    response.type(manifestMediaTypes[format]);
    response.setHeader('Cache-Control', 'private, no-cache');
    response.setHeader('Content-Disposition', `attachment; filename="${runId}.${format}"`);
    if (request.method === 'HEAD') response.end();
    else
      await pipeline(lines, response).catch((error: unknown) => {
        if (!hasLeft(error)) throw error;
      });
  }

  @Post(':cohortId/pause')
  @HttpCode(200)
  pause(
    @TenantOfCaller() tenantId: TenantId,
    @Param('cohortId', input(runIdSchema)) runId: RunId,
  ): Promise<CohortDetail> {
    return this.cohorts.pause(tenantId, runId);
  }

  @Post(':cohortId/resume')
  @HttpCode(200)
  resume(
    @TenantOfCaller() tenantId: TenantId,
    @Param('cohortId', input(runIdSchema)) runId: RunId,
  ): Promise<CohortDetail> {
    return this.cohorts.resume(tenantId, runId);
  }

  @Post(':cohortId/extend')
  @HttpCode(200)
  extend(
    @TenantOfCaller() tenantId: TenantId,
    @Param('cohortId', input(runIdSchema)) runId: RunId,
    @Body(input(extendCohortSchema)) request: ExtendCohort,
  ): Promise<CohortDetail> {
    return this.cohorts.extend(tenantId, runId, request);
  }

  @Post(':cohortId/cancel')
  @HttpCode(200)
  cancel(
    @TenantOfCaller() tenantId: TenantId,
    @Param('cohortId', input(runIdSchema)) runId: RunId,
  ): Promise<CohortDetail> {
    return this.cohorts.cancel(tenantId, runId);
  }
}
