import { type ClipId, clipIdSchema, type TenantId } from '@echocohort/shared';
import { Controller, Get, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { TenantOfCaller } from '../auth/caller.js';
import { input } from '../http/input.pipe.js';
import { type ApiOptions, PARTS } from '../parts.js';
import {
  type ClipDetail,
  type ClipPage,
  type ClipPageQuery,
  clipPageQuerySchema,
  type ClipQuery,
  clipQuerySchema,
} from './clips.schema.js';
import { ClipsService } from './clips.service.js';
import { receiveUpload } from './receive-upload.js';
import { UploadFolder } from './upload-folder.js';

@Controller('v1/clips')
export class ClipsController {
  constructor(
    @Inject(PARTS) private readonly parts: ApiOptions,
    @Inject(ClipsService) private readonly clips: ClipsService,
    @Inject(UploadFolder) private readonly folder: UploadFolder,
  ) {}

  @Post()
  async upload(
    @TenantOfCaller() tenantId: TenantId,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ClipDetail> {
    const options = { dir: await this.folder.path(), maxBytes: this.parts.config.uploadMaxBytes };
    const file = await receiveUpload(request, response, options);
    try {
      const clip = await this.clips.store(tenantId, file);
      response.setHeader('Location', clip.links.self);
      return clip;
    } finally {
      await file.discard();
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
