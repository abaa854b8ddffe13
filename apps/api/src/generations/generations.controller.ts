import { type RunId, runIdSchema, type TenantId } from '@echocohort/shared';
import { Body, Controller, Delete, Get, Headers, HttpCode, Inject, Param, Post, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { TenantOfCaller } from '../auth/caller.js';
import { input, parseInput } from '../http/input.pipe.js';
import { idempotencyKeySchema } from '../runs/idempotency.js';
import { samplePageQuerySchema, type SamplePage, type SamplePageQuery } from '../samples/samples.schema.js';
import {
  type GenerationDetail,
  type GenerationPage,
  type GenerationPageQuery,
  generationPageQuerySchema,
} from './generations.schema.js';
import { GenerationsService } from './generations.service.js';

@Controller('v1/generations')
export class GenerationsController {
  constructor(@Inject(GenerationsService) private readonly generations: GenerationsService) {}

  @Post()
  @HttpCode(202)
  async create(
    @TenantOfCaller() tenantId: TenantId,
    @Body() body: unknown,
    @Headers('idempotency-key') offeredKey: string | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<GenerationDetail> {
    const key = parseInput(idempotencyKeySchema, offeredKey, 'Idempotency-Key');
    // A repeated request gets its answer, whatever has changed since about what is allowed.
    const replay = key === undefined ? null : await this.generations.replay(tenantId, key, body);
    const { generation, replayed } = replay ?? (await this.generations.create(tenantId, body, key));
    response.setHeader('Location', generation.links.self);
    if (replayed) response.setHeader('Idempotent-Replayed', 'true');
    return generation;
  }

  @Get()
  list(
    @TenantOfCaller() tenantId: TenantId,
    @Query(input(generationPageQuerySchema)) query: GenerationPageQuery,
  ): Promise<GenerationPage> {
    return this.generations.list(tenantId, query);
  }

  @Get(':generationId')
  get(
    @TenantOfCaller() tenantId: TenantId,
    @Param('generationId', input(runIdSchema)) runId: RunId,
  ): Promise<GenerationDetail> {
    return this.generations.get(tenantId, runId);
  }

  @Delete(':generationId')
  @HttpCode(204)
  delete(@TenantOfCaller() tenantId: TenantId, @Param('generationId', input(runIdSchema)) runId: RunId): Promise<void> {
    return this.generations.delete(tenantId, runId);
  }

  @Get(':generationId/samples')
  samples(
    @TenantOfCaller() tenantId: TenantId,
    @Param('generationId', input(runIdSchema)) runId: RunId,
    @Query(input(samplePageQuerySchema)) query: SamplePageQuery,
  ): Promise<SamplePage> {
    return this.generations.samplesOf(tenantId, runId, query);
  }

  @Post(':generationId/cancel')
  @HttpCode(200)
  cancel(
    @TenantOfCaller() tenantId: TenantId,
    @Param('generationId', input(runIdSchema)) runId: RunId,
  ): Promise<GenerationDetail> {
    return this.generations.cancel(tenantId, runId);
  }
}
