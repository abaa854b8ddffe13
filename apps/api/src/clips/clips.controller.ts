import { type ClipId, clipIdSchema, type TenantId } from '@echocohort/shared';
import { Controller, Get, Header, Inject, Param, Post, Query, Req, Res, StreamableFile } from '@nestjs/common';
import type { Request, Response } from 'express';
import { TenantOfCaller } from '../auth/caller.js';
import { input } from '../http/input.pipe.js';
import { type ApiOptions, PARTS } from '../parts.js';
import { clipPageQuerySchema, type ClipPage, type ClipPageQuery, type ClipView } from './clips.schema.js';
import { ClipsService } from './clips.service.js';
import { announcedBytes, receiveUpload } from './receive-upload.js';
import { UploadAdmission } from './upload-admission.js';

@Controller('v1/clips')
export class ClipsController {
  constructor(
    @Inject(PARTS) private readonly parts: ApiOptions,
    @Inject(ClipsService) private readonly clips: ClipsService,
    @Inject(UploadAdmission) private readonly admission: UploadAdmission,
  ) {}

  @Post()
  async upload(
    @TenantOfCaller() tenantId: TenantId,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ClipView> {
    const maxBytes = this.parts.config.uploadMaxBytes;
    const leave = this.admission.admit(tenantId, announcedBytes(request, maxBytes));
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
  get(@TenantOfCaller() tenantId: TenantId, @Param('clipId', input(clipIdSchema)) clipId: ClipId): Promise<ClipView> {
    return this.clips.get(tenantId, clipId);
  }

  @Get(':clipId/contact-sheet')
  @Header('Cache-Control', 'private, max-age=31536000, immutable')
  async sheet(
    @TenantOfCaller() tenantId: TenantId,
    @Param('clipId', input(clipIdSchema)) clipId: ClipId,
  ): Promise<StreamableFile> {
    const png = await this.clips.sheet(tenantId, clipId);
    return new StreamableFile(png, { type: 'image/png', length: png.length });
  }
}
