import { type DynamicModule, Module } from '@nestjs/common';
import { features } from './features.js';
import { OPENAPI_DOCUMENT } from './home/openapi.controller.js';
import { ROUTE_ACCESS, routeAccess } from './auth/route-access.js';
import { openApiDocument } from './openapi/document.js';
import { operations } from './openapi/operations.js';
import { type ApiOptions, PARTS } from './parts.js';

@Module({})
export class AppModule {
  /** All features, on the given parts. */
  static on(options: ApiOptions): DynamicModule {
    return {
      module: AppModule,
      global: true,
      imports: features.map(({ module }) => module),
      providers: [
        { provide: PARTS, useValue: options },
        { provide: OPENAPI_DOCUMENT, useFactory: openApiDocument },
        { provide: ROUTE_ACCESS, useFactory: () => routeAccess(operations) },
      ],
      exports: [PARTS, OPENAPI_DOCUMENT, ROUTE_ACCESS],
    };
  }
}
