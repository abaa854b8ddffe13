import { type ClipId, clipIdSchema, type TenantId } from '@echocohort/shared';
import { Controller, Get, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { TenantOfCaller } from '../auth/caller.js';
import { input } from '../http/input.pipe.js';
import { type ApiOptions, PARTS } from '../parts.js';
import { Quota } from '../tenants/quota.js';
import {
  type ClipDetail,
  type ClipPage,
  type ClipPageQuery,
  clipPageQuerySchema,
  type ClipQuery,
  clipQuerySchema,
} from './clips.schema.js';
import { ClipsService } from './clips.service.js';
import { announcedBytes, receiveUpload } from './receive-upload.js';
import { UploadAdmission } from './upload-admission.js';

@Controller('v1/clips')
export class ClipsController {
  constructor(
    @Inject(PARTS) private readonly parts: ApiOptions,
    @Inject(ClipsService) private readonly clips: ClipsService,
    @Inject(UploadAdmission) private readonly admission: UploadAdmission,
    @Inject(Quota) private readonly quota: Quota,
  ) {}

  @Post()
  async upload(
    @TenantOfCaller() tenantId: TenantId,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ClipDetail> {
    const maxBytes = this.parts.config.uploadMaxBytes;
    const announced = announcedBytes(request, maxBytes);
    const { uploadsAtOnce } = await this.quota.caps(tenantId);
    await this.quota.assertMayStore(tenantId);
    const leave = this.admission.admit(tenantId, announced, uploadsAtOnce);
    try {
      const clip = await this.clips.store(tenantId, await receiveUpload(request, response, { maxBytes }));
      response.setHeader('Location', clip.links.self);
      return clip;
    } finally {
      leave();
    }
  }

  @Get()
  list(
    @TenantOfCaller() tenantId: TenantId,
    @Query(input(clipPageQuerySchema)) query: ClipPageQuery,
  ): Promise<ClipPage> {
    return this.clips.list(tenantId, query);
  }

  @Get(':clipId')
  get(
    @TenantOfCaller() tenantId: TenantId,
    @Param('clipId', input(clipIdSchema)) clipId: ClipId,
    @Query(input(clipQuerySchema)) query: ClipQuery,
  ): Promise<ClipDetail> {
    return this.clips.get(tenantId, clipId, query);
  }

  /** Not for ever: it is drawn anew when the clip is read. Express gives it an ETag, and answers 304. */
  @Get(':clipId/contact-sheet')
  async sheet(
    @TenantOfCaller() tenantId: TenantId,
    @Param('clipId', input(clipIdSchema)) clipId: ClipId,
    @Query(input(clipQuerySchema)) query: ClipQuery,
    @Res() response: Response,
  ): Promise<void> {
    const png = await this.clips.sheet(tenantId, clipId, query);
    response.setHeader('Cache-Control', 'private, no-cache');
    response.type('image/png').send(Buffer.from(png.buffer, png.byteOffset, png.byteLength));
  }
}
