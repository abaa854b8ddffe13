import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { input } from '../http/input.pipe.js';
import { sendImmutable } from '../http/send-immutable.js';
import { type FileQuery, fileQuerySchema } from './files.schema.js';
import { FilesService } from './files.service.js';

@Controller('v1/files')
export class FilesController {
  constructor(@Inject(FilesService) private readonly files: FilesService) {}

  /** The signature in the query stands for the API key. */
  @Get('*key')
  async get(
    @Param('key') segments: string | string[],
    @Query(input(fileQuerySchema)) query: FileQuery,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const key = Array.isArray(segments) ? segments.join('/') : segments;
    await sendImmutable(request, response, await this.files.find(key, query));
  }
}
