import { TenantsRepository } from '@echocohort/platform';
import { EchoError, type ExportId, exportIdSchema, type TenantId, tenantIdSchema } from '@echocohort/shared';
import { Controller, Get, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import type { Request } from 'express';
import { input } from '../http/input.pipe.js';
import { reachOf } from './exports.controller.js';
import { type ExportPartPage, type ExportView, type PartPageQuery, partPageQuerySchema } from './exports.schema.js';
import { type ExportsPath, ExportsService } from './exports.service.js';

const pathOf = (tenantId: TenantId): ExportsPath => `/v1/tenants/${tenantId}/exports`;

/** Of any tenant, for who administers the platform: before it is erased, and while it is suspended. */
@Controller('v1/tenants/:tenantId/exports')
export class TenantExportsController {
  constructor(
    @Inject(ExportsService) private readonly exports: ExportsService,
    @Inject(TenantsRepository) private readonly tenants: TenantsRepository,
  ) {}

  @Post()
  @HttpCode(202)
  async request(
    @Param('tenantId', input(tenantIdSchema)) tenantId: TenantId,
    @Req() request: Request,
  ): Promise<ExportView> {
    if ((await this.tenants.find(tenantId)) === null)
      throw new EchoError('not-found', `There is no tenant ${tenantId}`);
    return this.exports.request(tenantId, pathOf(tenantId), reachOf(request));
  }

  @Get(':exportId')
  get(
    @Param('tenantId', input(tenantIdSchema)) tenantId: TenantId,
    @Param('exportId', input(exportIdSchema)) id: ExportId,
    @Req() request: Request,
  ): Promise<ExportView> {
    return this.exports.get(tenantId, id, pathOf(tenantId), reachOf(request));
  }

  @Get(':exportId/parts')
  parts(
    @Param('tenantId', input(tenantIdSchema)) tenantId: TenantId,
    @Param('exportId', input(exportIdSchema)) id: ExportId,
    @Query(input(partPageQuerySchema)) query: PartPageQuery,
    @Req() request: Request,
  ): Promise<ExportPartPage> {
    return this.exports.partsOf(tenantId, id, query, reachOf(request));
  }
}
