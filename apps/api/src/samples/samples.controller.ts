import { createHash } from 'node:crypto';
import { storageKeys } from '@echocohort/platform';
import { type SampleId, sampleIdSchema, type TenantId } from '@echocohort/shared';
import { Controller, Get, Header, Inject, Param, Req, Res, StreamableFile } from '@nestjs/common';
import type { Request, Response } from 'express';
import { TenantOfCaller } from '../auth/caller.js';
import { input } from '../http/input.pipe.js';
import { withOrigin } from '../http/origin.js';
import { sendImmutable } from '../http/send-immutable.js';
import { type SampleDetail } from './samples.schema.js';
import { SamplesService } from './samples.service.js';

@Controller('v1/samples')
export class SamplesController {
  constructor(@Inject(SamplesService) private readonly samples: SamplesService) {}

  @Get(':sampleId')
  async get(
    @TenantOfCaller() tenantId: TenantId,
    @Param('sampleId', input(sampleIdSchema)) sampleId: SampleId,
    @Req() request: Request,
  ): Promise<SampleDetail> {
    const { download, ...sample } = await this.samples.get(tenantId, sampleId);
    if (download === null) return { ...sample, download };
    const { video, contactSheet, expiresSeconds } = download;
    const at = (url: string): string => withOrigin(request, url);
    return { ...sample, download: { video: at(video), contactSheet: at(contactSheet), expiresSeconds } };
  }

  @Get(':sampleId/video')
  async video(
    @TenantOfCaller() tenantId: TenantId,
    @Param('sampleId', input(sampleIdSchema)) sampleId: SampleId,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const { place, videoSha256, videoBytes } = await this.samples.made(tenantId, sampleId);
    await sendImmutable(request, response, {
      mediaType: 'video/mp4',
      etag: videoSha256,
      sizeBytes: videoBytes,
      read: (range) => this.samples.bytes(storageKeys.sampleVideo(place), range),
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
      etag: createHash('sha256').update(body).digest('hex'),
      sizeBytes: body.length,
      read: (range) => Promise.resolve(range === null ? body : body.subarray(range.start, range.end + 1)),
    });
  }

  @Get(':sampleId/contact-sheet')
  @Header('Cache-Control', 'private, max-age=31536000, immutable')
  async sheet(
    @TenantOfCaller() tenantId: TenantId,
    @Param('sampleId', input(sampleIdSchema)) sampleId: SampleId,
  ): Promise<StreamableFile> {
    const { place } = await this.samples.made(tenantId, sampleId);
    const png = await this.samples.bytes(storageKeys.sampleSheet(place), null);
    return new StreamableFile(png, { type: 'image/png', length: png.length });
  }
}
