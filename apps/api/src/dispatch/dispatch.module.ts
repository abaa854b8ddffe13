import {
  DispatchRepository,
  ExpiredRowsRepository,
  LeftoversRepository,
  PendingReadingsRepository,
} from '@echocohort/platform';
import { readsClips } from '@echocohort/shared';
import { Module } from '@nestjs/common';
import { type ApiOptions, PARTS } from '../parts.js';
import { repository } from '../repository.provider.js';
import { DeleteExpired } from './delete-expired.js';
import { DispatchBell } from './dispatch-bell.js';
import { Dispatcher } from './dispatcher.js';
import { type LeaderDuty } from './leader-duty.js';
import { QueueReadings } from './queue-readings.js';
import { SweepLeftovers } from './sweep-leftovers.js';

@Module({
  providers: [
    repository(DispatchRepository),
    repository(ExpiredRowsRepository),
    repository(LeftoversRepository),
    repository(PendingReadingsRepository),
    DispatchBell,
    {
      provide: QueueReadings,
      inject: [PARTS, PendingReadingsRepository],
      useFactory: ({ readingQueue, bundles, config }: ApiOptions, pending: PendingReadingsRepository) =>
        new QueueReadings({
          repository: pending,
          queue: readingQueue,
          fingerprints: bundles.filter(({ manifest }) => readsClips(manifest)).map(({ fingerprint }) => fingerprint),
          config: config.readings,
        }),
    },
    {
      provide: SweepLeftovers,
      inject: [PARTS, LeftoversRepository],
      useFactory: ({ storage, logger, config }: ApiOptions, leftovers: LeftoversRepository) =>
        new SweepLeftovers({ repository: leftovers, storage, logger, config: config.sweep }),
    },
    {
      provide: DeleteExpired,
      inject: [PARTS, ExpiredRowsRepository],
      useFactory: ({ logger, config }: ApiOptions, expired: ExpiredRowsRepository) =>
        new DeleteExpired({ repository: expired, logger, config: config.expiry }),
    },
    {
      provide: Dispatcher,
      inject: [PARTS, DispatchRepository, DispatchBell, QueueReadings, SweepLeftovers, DeleteExpired],
      useFactory: (
        parts: ApiOptions,
        dispatch: DispatchRepository,
        bell: DispatchBell,
        ...duties: readonly LeaderDuty[]
      ) =>
        new Dispatcher({
          database: parts.database,
          repository: dispatch,
          queue: parts.queue,
          metrics: parts.metrics,
          logger: parts.logger,
          config: parts.config.dispatch,
          bell,
          duties,
        }),
    },
  ],
  exports: [DispatchBell, Dispatcher],
})
export class DispatchModule {}
