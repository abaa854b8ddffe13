import { DispatchRepository } from '@echocohort/platform';
import { Module } from '@nestjs/common';
import { type ApiOptions, PARTS } from '../parts.js';
import { repository } from '../repository.provider.js';
import { DispatchBell } from './dispatch-bell.js';
import { Dispatcher } from './dispatcher.js';

@Module({
  providers: [
    repository(DispatchRepository),
    DispatchBell,
    {
      provide: Dispatcher,
      inject: [PARTS, DispatchRepository, DispatchBell],
      useFactory: (parts: ApiOptions, dispatch: DispatchRepository, bell: DispatchBell) =>
        new Dispatcher({
          database: parts.database,
          repository: dispatch,
          queue: parts.queue,
          metrics: parts.metrics,
          logger: parts.logger,
          config: parts.config.dispatch,
          bell,
        }),
    },
  ],
  exports: [DispatchBell, Dispatcher],
})
export class DispatchModule {}
