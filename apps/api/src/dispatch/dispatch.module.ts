import {
  AbandonedUploadsRepository,
  DispatchRepository,
  DispatchStateRepository,
  DueSchedulesRepository,
  DueWebhooksRepository,
  ErasuresRepository,
  ExpiredRowsRepository,
  ExportingRepository,
  LeftoversRepository,
  OutboxRepository,
  PendingReadingsRepository,
  PurgesRepository,
  QuotaNoticesRepository,
  QuotaRepository,
  RunTalliesRepository,
  SampleSpecs,
  ShelvesRepository,
  UsageRepository,
} from '@echocohort/platform';
import { readsClips } from '@echocohort/shared';
import { type FactoryProvider, Module } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { type ApiOptions, PARTS } from '../parts.js';
import { repository } from '../repository.provider.js';
import { TallyRuns } from '../cohort-figures/tally-runs.js';
import { CohortsService } from '../cohorts/cohorts.service.js';
import { DropAbandoned } from '../uploads/drop-abandoned.js';
import { Egress } from '../egress/egress.js';
import { EgressModule } from '../egress/egress.module.js';
import { EraseTenants } from '../erasure/erase-tenants.js';
import { PublishEvents } from '../events/publish-events.js';
import { ExportTenants } from '../exports/export-tenants.js';
import { PurgeRuns } from '../retention/purge-runs.js';
import { SamplesModule } from '../samples/samples.module.js';
import { FireSchedules, type MakeCohort } from '../schedules/fire-schedules.js';
import { PutUpShelves } from '../shelves/put-up-shelves.js';
import { WatchQuotas } from '../tenants/watch-quotas.js';
import { FoldUsage } from '../usage/fold-usage.js';
import { DeliverWebhooks } from '../webhooks/deliver-webhooks.js';
import { SealedSecrets } from '../webhooks/sealed-secrets.js';
import { DeleteExpired } from './delete-expired.js';
import { DispatchBell } from './dispatch-bell.js';
import { DispatchTickets } from './dispatch-tickets.js';
import { type LeaderDuty } from './leader-duty.js';
import { Leader } from './leader.js';
import { QueueReadings } from './queue-readings.js';
import { ReconcileTickets } from './reconcile-tickets.js';
import { SweepLeftovers } from './sweep-leftovers.js';

/** Found when it is needed: cohorts ring the bell of this module. */
const cohortMaker =
  (modules: ModuleRef): MakeCohort =>
  async (tenantId, body, key) => {
    const made = await modules.get(CohortsService, { strict: false }).create(tenantId, body, key);
    if (!('cohort' in made)) throw new Error('a schedule asked for an estimate');
    return made.cohort.id;
  };

/** What the leader does, in the order of a turn: what was lost comes before what is new. */
const duties: FactoryProvider[] = [
  {
    provide: ReconcileTickets,
    inject: [PARTS, DispatchRepository, SampleSpecs],
    useFactory: (parts: ApiOptions, dispatch: DispatchRepository, specs: SampleSpecs) =>
      new ReconcileTickets({ ...parts, repository: dispatch, specs, config: parts.config.dispatch }),
  },
  {
    provide: PutUpShelves,
    inject: [ShelvesRepository],
    useFactory: (shelves: ShelvesRepository) => new PutUpShelves(shelves),
  },
  {
    provide: DispatchTickets,
    inject: [PARTS, DispatchRepository, DispatchStateRepository],
    useFactory: ({ queue, config }: ApiOptions, dispatch: DispatchRepository, states: DispatchStateRepository) =>
      new DispatchTickets({ repository: dispatch, states, queue, config: config.dispatch }),
  },
  {
    provide: FireSchedules,
    inject: [PARTS, DueSchedulesRepository, ModuleRef],
    useFactory: ({ logger, config }: ApiOptions, due: DueSchedulesRepository, modules: ModuleRef) =>
      new FireSchedules({ repository: due, makeCohort: cohortMaker(modules), logger, config: config.schedules }),
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
  {
    provide: PublishEvents,
    inject: [PARTS, OutboxRepository],
    useFactory: ({ config }: ApiOptions, outbox: OutboxRepository) =>
      new PublishEvents({ repository: outbox, config: config.events }),
  },
  {
    provide: DeliverWebhooks,
    inject: [PARTS, DueWebhooksRepository, Egress],
    useFactory: ({ logger, metrics, config }: ApiOptions, due: DueWebhooksRepository, egress: Egress) => {
      const { key } = config.webhooks;
      const secrets = key === null ? null : new SealedSecrets(key);
      return new DeliverWebhooks({ repository: due, egress, secrets, logger, metrics, config: config.webhooks });
    },
  },
  {
    provide: WatchQuotas,
    inject: [PARTS, QuotaNoticesRepository, QuotaRepository],
    useFactory: ({ logger, config }: ApiOptions, notices: QuotaNoticesRepository, quota: QuotaRepository) =>
      new WatchQuotas({ notices, quota, logger, config: config.quotaWatch }),
  },
  {
    provide: SweepLeftovers,
    inject: [PARTS, LeftoversRepository],
    useFactory: ({ storage, logger, config }: ApiOptions, leftovers: LeftoversRepository) =>
      new SweepLeftovers({ repository: leftovers, storage, logger, config: config.sweep }),
  },
  {
    provide: DropAbandoned,
    inject: [PARTS, AbandonedUploadsRepository],
    useFactory: ({ storage, logger, config }: ApiOptions, uploads: AbandonedUploadsRepository) =>
      new DropAbandoned({ repository: uploads, storage, logger, config: config.sweep }),
  },
  {
    provide: PurgeRuns,
    inject: [PARTS, PurgesRepository],
    useFactory: ({ storage, logger, config }: ApiOptions, purges: PurgesRepository) =>
      new PurgeRuns({ repository: purges, storage, logger, config: config.purge }),
  },
  {
    provide: DeleteExpired,
    inject: [PARTS, ExpiredRowsRepository],
    useFactory: ({ logger, config }: ApiOptions, expired: ExpiredRowsRepository) =>
      new DeleteExpired({ repository: expired, logger, config: config.expiry }),
  },
  {
    provide: FoldUsage,
    inject: [PARTS, UsageRepository],
    useFactory: ({ config }: ApiOptions, usage: UsageRepository) =>
      new FoldUsage({ repository: usage, config: config.usage }),
  },
  {
    provide: TallyRuns,
    inject: [PARTS, RunTalliesRepository],
    useFactory: ({ logger, config }: ApiOptions, tallies: RunTalliesRepository) =>
      new TallyRuns({ repository: tallies, logger, config: config.tally }),
  },
  {
    provide: ExportTenants,
    inject: [PARTS, ExportingRepository],
    useFactory: ({ storage, logger, config }: ApiOptions, exporting: ExportingRepository) =>
      new ExportTenants({ repository: exporting, storage, logger, config: config.exports }),
  },
  {
    provide: EraseTenants,
    inject: [PARTS, ErasuresRepository],
    useFactory: ({ storage, queue, logger, config }: ApiOptions, erasures: ErasuresRepository) =>
      new EraseTenants({ repository: erasures, storage, queue, logger, config: config.erasure }),
  },
];

@Module({
  imports: [EgressModule, SamplesModule],
  providers: [
    repository(AbandonedUploadsRepository),
    repository(DispatchRepository),
    repository(DispatchStateRepository),
    repository(DueSchedulesRepository),
    repository(DueWebhooksRepository),
    repository(ErasuresRepository),
    repository(ExpiredRowsRepository),
    repository(ExportingRepository),
    repository(LeftoversRepository),
    repository(OutboxRepository),
    repository(PendingReadingsRepository),
    repository(PurgesRepository),
    repository(QuotaNoticesRepository),
    repository(QuotaRepository),
    repository(RunTalliesRepository),
    repository(ShelvesRepository),
    repository(UsageRepository),
    DispatchBell,
    ...duties,
    {
      provide: Leader,
      inject: [PARTS, DispatchBell, ...duties.map(({ provide }) => provide)],
      useFactory: ({ database, logger, metrics, config }: ApiOptions, bell: DispatchBell, ...all: LeaderDuty[]) =>
        new Leader({ database, logger, metrics, config: config.leader, bell, duties: all }),
    },
  ],
  exports: [DispatchBell, Leader],
})
export class DispatchModule {}
