import { createHash } from 'node:crypto';
import { type SampleId, sampleIdSchema, type TenantId } from '@echocohort/shared';
import { Controller, Get, Header, Inject, Param, Req, Res, StreamableFile } from '@nestjs/common';
import type { Request, Response } from 'express';
import { TenantOfCaller } from '../auth/caller.js';
import { input } from '../http/input.pipe.js';
import { type SampleDetail } from './samples.schema.js';
import { SamplesService } from './samples.service.js';
import { sendImmutable } from './send-immutable.js';

@Controller('v1/samples')
export class SamplesController {
  constructor(@Inject(SamplesService) private readonly samples: SamplesService) {}

  @Get(':sampleId')
  get(
    @TenantOfCaller() tenantId: TenantId,
    @Param('sampleId', input(sampleIdSchema)) sampleId: SampleId,
  ): Promise<SampleDetail> {
    return this.samples.get(tenantId, sampleId);
  }

  @Get(':sampleId/video')
  async video(
    @TenantOfCaller() tenantId: TenantId,
    @Param('sampleId', input(sampleIdSchema)) sampleId: SampleId,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const { videoKey, videoSha256, videoBytes } = await this.samples.made(tenantId, sampleId);
    await sendImmutable(request, response, {
      mediaType: 'video/mp4',
      sha256: videoSha256,
      sizeBytes: videoBytes,
      read: (span) => this.samples.bytes(videoKey, span),
    });
  }

  @Get(':sampleId/outline')
  async outline(
    @TenantOfCaller() tenantId: TenantId,
    @Param('sampleId', input(sampleIdSchema)) sampleId: SampleId,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const body = Buffer.from(JSON.stringify(await this.samples.outline(tenantId, sampleId)));
    await sendImmutable(request, response, {
      mediaType: 'application/json',
      sha256: createHash('sha256').update(body).digest('hex'),
      sizeBytes: body.length,
      read: (span) => Promise.resolve(span === null ? body : body.subarray(span.start, span.end + 1)),
    });
  }

  @Get(':sampleId/contact-sheet')
  @Header('Cache-Control', 'private, max-age=31536000, immutable')
  async sheet(
    @TenantOfCaller() tenantId: TenantId,
    @Param('sampleId', input(sampleIdSchema)) sampleId: SampleId,
  ): Promise<StreamableFile> {
    const { sheetKey } = await this.samples.made(tenantId, sampleId);
    const png = await this.samples.bytes(sheetKey, null);
    return new StreamableFile(png, { type: 'image/png', length: png.length });
  }
}
