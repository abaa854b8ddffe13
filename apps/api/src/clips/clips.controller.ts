import { type ClipId, clipIdSchema, type TenantId } from '@echocohort/shared';
import { Body, Controller, Get, Inject, Param, Patch, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { TenantOfCaller } from '../auth/caller.js';
import { input } from '../http/input.pipe.js';
import { type ApiOptions, PARTS } from '../parts.js';
import { Quota } from '../tenants/quota.js';
import { announcedBytes, receiveUpload } from '../uploads/receive-upload.js';
import { UploadAdmission } from '../uploads/upload-admission.js';
import {
  type ChangeClip,
  changeClipSchema,
  type ClipDetail,
  clipForm,
  type ClipPage,
  type ClipPageQuery,
  clipPageQuerySchema,
  type ClipQuery,
  clipQuerySchema,
} from './clips.schema.js';
import { ClipsService } from './clips.service.js';

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
    const expected = { form: clipForm, maxBytes: this.parts.config.uploadMaxBytes };
    const announced = announcedBytes(request, expected);
    const { uploadsAtOnce } = await this.quota.caps(tenantId);
    await this.quota.assertMayStore(tenantId);
    const leave = this.admission.admit(tenantId, announced, uploadsAtOnce);
    try {
      const clip = await this.clips.store(tenantId, await receiveUpload(request, response, expected));
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

  @Patch(':clipId')
  change(
    @TenantOfCaller() tenantId: TenantId,
    @Param('clipId', input(clipIdSchema)) clipId: ClipId,
    @Query(input(clipQuerySchema)) query: ClipQuery,
    @Body(input(changeClipSchema)) change: ChangeClip,
  ): Promise<ClipDetail> {
    return this.clips.change(tenantId, clipId, change, query);
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
