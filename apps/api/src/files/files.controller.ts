import { Controller, Get, Inject, Param, Query, StreamableFile } from '@nestjs/common';
import { Public } from '../auth/caller.js';
import { input } from '../http/input.pipe.js';
import { type FileQuery, fileQuerySchema } from './files.schema.js';
import { FilesService } from './files.service.js';

@Controller('v1/files')
export class FilesController {
  constructor(@Inject(FilesService) private readonly files: FilesService) {}

  /** The signature in the query stands for the API key. */
  @Public()
  @Get('*key')
  async get(
    @Param('key') segments: string | string[],
    @Query(input(fileQuerySchema)) query: FileQuery,
  ): Promise<StreamableFile> {
    const key = Array.isArray(segments) ? segments.join('/') : segments;
    const { bytes, contentType } = await this.files.read(key, query);
    return new StreamableFile(bytes, { type: contentType, length: bytes.length });
  }
}
