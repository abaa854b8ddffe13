import { type DynamicModule, Module } from '@nestjs/common';
import { AuthModule } from './auth/auth.module.js';
import { ClipsModule } from './clips/clips.module.js';
import { DispatchModule } from './dispatch/dispatch.module.js';
import { FilesModule } from './files/files.module.js';
import { GenerationsModule } from './generations/generations.module.js';
import { HealthModule } from './health/health.module.js';
import { HomeModule } from './home/home.module.js';
import { ModelsModule } from './models/models.module.js';
import { type ApiOptions, PARTS } from './parts.js';
import { SamplesModule } from './samples/samples.module.js';

const features = [
  AuthModule,
  GenerationsModule,
  SamplesModule,
  ClipsModule,
  ModelsModule,
  FilesModule,
  HealthModule,
  HomeModule,
  DispatchModule,
];

@Module({})
export class AppModule {
  /** All features, on the given parts. */
  static on(options: ApiOptions): DynamicModule {
    return {
      module: AppModule,
      global: true,
      imports: features,
      providers: [{ provide: PARTS, useValue: options }],
      exports: [PARTS],
    };
  }
}
