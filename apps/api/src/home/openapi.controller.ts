import { Controller, Get, Inject } from '@nestjs/common';

/** Injection token of the API's OpenAPI document. */
export const OPENAPI_DOCUMENT = Symbol('OpenAPI document');

@Controller('openapi.json')
export class OpenApiController {
  constructor(@Inject(OPENAPI_DOCUMENT) private readonly openApi: object) {}

  @Get()
  document(): object {
    return this.openApi;
  }
}
