import { type ExportId, exportIdSchema, type TenantId } from '@echocohort/shared';
import { Controller, Get, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import type { Request } from 'express';
import { TenantOfCaller } from '../auth/caller.js';
import { input } from '../http/input.pipe.js';
import { withOrigin } from '../http/origin.js';
import {
  type ExportPage,
  type ExportPageQuery,
  exportPageQuerySchema,
  type ExportPartPage,
  type ExportView,
  type PartPageQuery,
  partPageQuerySchema,
} from './exports.schema.js';
import { ExportsService, type Reach } from './exports.service.js';

const path = '/v1/exports';
export const reachOf =
  (request: Request): Reach =>
  (url) =>
    withOrigin(request, url);

/** Of the own tenant. */
@Controller('v1/exports')
export class ExportsController {
  constructor(@Inject(ExportsService) private readonly exports: ExportsService) {}

  @Post()
  @HttpCode(202)
  request(@TenantOfCaller() tenantId: TenantId, @Req() request: Request): Promise<ExportView> {
    return this.exports.request(tenantId, path, reachOf(request));
  }

  @Get()
  list(
    @TenantOfCaller() tenantId: TenantId,
    @Query(input(exportPageQuerySchema)) query: ExportPageQuery,
    @Req() request: Request,
  ): Promise<ExportPage> {
    return this.exports.list(tenantId, query, path, reachOf(request));
  }

  @Get(':exportId')
  get(
    @TenantOfCaller() tenantId: TenantId,
    @Param('exportId', input(exportIdSchema)) id: ExportId,
    @Req() request: Request,
  ): Promise<ExportView> {
    return this.exports.get(tenantId, id, path, reachOf(request));
  }

  @Get(':exportId/parts')
  parts(
    @TenantOfCaller() tenantId: TenantId,
    @Param('exportId', input(exportIdSchema)) id: ExportId,
    @Query(input(partPageQuerySchema)) query: PartPageQuery,
    @Req() request: Request,
  ): Promise<ExportPartPage> {
    return this.exports.partsOf(tenantId, id, query, reachOf(request));
  }
}
