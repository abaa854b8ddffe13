import { type ClipId, clipIdSchema, type TenantId } from '@echocohort/shared';
import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { TenantOfCaller } from '../auth/caller.js';
import { type ClipQuery, clipQuerySchema } from '../clips/clips.schema.js';
import { input } from '../http/input.pipe.js';
import { sendImmutable } from '../http/send-immutable.js';
import { type ClipOutlineView } from './clip-pictures.schema.js';
import { ClipPicturesService } from './clip-pictures.service.js';

@Controller('v1/clips/:clipId')
export class ClipPicturesController {
  constructor(@Inject(ClipPicturesService) private readonly pictures: ClipPicturesService) {}

  @Get('frames')
  async frames(
    @TenantOfCaller() tenantId: TenantId,
    @Param('clipId', input(clipIdSchema)) clipId: ClipId,
    @Query(input(clipQuerySchema)) query: ClipQuery,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const { npy, etag } = await this.pictures.frames(tenantId, clipId, query);
    await sendImmutable(request, response, {
      mediaType: 'application/octet-stream',
      etag,
      sizeBytes: npy.length,
      read: (range) => Promise.resolve(range === null ? npy : npy.subarray(range.start, range.end + 1)),
    });
  }

  @Get('outline')
  outline(
    @TenantOfCaller() tenantId: TenantId,
    @Param('clipId', input(clipIdSchema)) clipId: ClipId,
    @Query(input(clipQuerySchema)) query: ClipQuery,
  ): Promise<ClipOutlineView> {
    return this.pictures.outline(tenantId, clipId, query);
  }
}
