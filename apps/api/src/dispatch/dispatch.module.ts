import { DispatchRepository, PendingReadingsRepository } from '@echocohort/platform';
import { readsClips } from '@echocohort/shared';
import { type FactoryProvider, Module } from '@nestjs/common';
import { type ApiOptions, PARTS } from '../parts.js';
import { repository } from '../repository.provider.js';
import { DispatchBell } from './dispatch-bell.js';
import { DispatchTickets } from './dispatch-tickets.js';
import { type LeaderDuty } from './leader-duty.js';
import { Leader } from './leader.js';
import { QueueReadings } from './queue-readings.js';
import { ReconcileTickets } from './reconcile-tickets.js';

/** What the leader does, in the order of a turn: what was lost comes before what is new. */
const duties: FactoryProvider[] = [
  {
    provide: ReconcileTickets,
    inject: [PARTS, DispatchRepository],
    useFactory: (parts: ApiOptions, dispatch: DispatchRepository) =>
      new ReconcileTickets({ ...parts, repository: dispatch, config: parts.config.dispatch }),
  },
  {
    provide: DispatchTickets,
    inject: [PARTS, DispatchRepository],
    useFactory: ({ queue, config }: ApiOptions, dispatch: DispatchRepository) =>
      new DispatchTickets({ repository: dispatch, queue, config: config.dispatch }),
  },
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
];

@Module({
  providers: [
    repository(DispatchRepository),
    repository(PendingReadingsRepository),
    DispatchBell,
    ...duties,
    {
      provide: Leader,
      inject: [PARTS, DispatchBell, ...duties.map(({ provide }) => provide)],
      useFactory: ({ database, logger, config }: ApiOptions, bell: DispatchBell, ...all: LeaderDuty[]) =>
        new Leader({ database, logger, config: config.leader, bell, duties: all }),
    },
  ],
  exports: [DispatchBell, Leader],
})
export class DispatchModule {}
