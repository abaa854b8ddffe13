import { Controller, Get } from '@nestjs/common';
import { Public } from '../auth/caller.js';
import { openApiDocument } from '../openapi/document.js';

@Public()
@Controller('openapi.json')
export class OpenApiController {
  readonly #document = openApiDocument();

  @Get()
  document(): object {
    return this.#document;
  }
}
