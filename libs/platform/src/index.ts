export * from './cohorts/cohort-sources.repository.js';
export * from './cohorts/cohorts.repository.js';
export * from './cohorts/made-figures.repository.js';
export * from './cohorts/run-tallies.repository.js';
export { efBinPp, efBins, medianOf, type Bins, type Tally } from './cohorts/tally.js';
export * from './config/env-example.js';
export * from './config/parse-config.js';
export * from './config/require-scratch.js';
export * from './config/server-environment.js';
export * from './uploads/abandoned-uploads.repository.js';
export { UploadsRepository, type UploadId } from './uploads/uploads.repository.js';
export { itemsPerChunk, ItemsWriter, type WrittenItems } from './items/items-object.js';
export * from './items/sample-specs.js';
export * from './observability/logger.js';
export * from './observability/metrics.js';
export { type Database, type Leadership, type TenantDatabase } from './database/database.js';
export { migrateDatabase, openDatabase, type DatabaseOptions } from './database/open-database.js';
export {
  type Box,
  type CohortSummary,
  type TargetHistogram,
  type Labels,
  type LeftOut,
  type ReadingStatus,
  type Sector,
  type StoredError,
} from './database/stored-values.js';
export { outboxTopics, type OutboxTopic, type Schema } from './database/schema.js';
export * from './persistence/clip-readings.repository.js';
export * from './persistence/clips.repository.js';
export * from './persistence/commit.repository.js';
export * from './dispatch/dispatch.repository.js';
export * from './dispatch/expired-rows.repository.js';
export * from './dispatch/leftovers.repository.js';
export * from './dispatch/pending-readings.repository.js';
export * from './events/events.repository.js';
export { OutboxRepository } from './events/outbox.repository.js';
export * from './persistence/idempotent-answers.repository.js';
export * from './persistence/page.js';
export { type SampleOutcome } from './persistence/sample-outcome.js';
export * from './persistence/runs.repository.js';
export * from './persistence/samples.repository.js';
export * from './retention/purges.repository.js';
export * from './retention/run-deletions.repository.js';
export { ownShelfSamples, ShelvesRepository } from './shelves/shelves.repository.js';
export * from './tenancy/api-keys.repository.js';
export * from './tenancy/audit-log.repository.js';
export * from './tenancy/erasures.repository.js';
export * from './tenancy/exporting.repository.js';
export { ExportsRepository, type ExportPart, type ExportRow } from './tenancy/exports.repository.js';
export { erasedTables, exportedTables, secretColumnsOf } from './tenancy/tenant-tables.js';
export * from './tenancy/quota.repository.js';
export * from './tenancy/quota-notices.repository.js';
export { capNames, type CapName, type TenantCaps } from './tenancy/tenant-caps.js';
export * from './tenancy/tenants.repository.js';
export { UsageRepository, type Usage, type UsageDay } from './tenancy/usage.repository.js';
export * from './queue/connect-redis.js';
export { type JobWorker } from './queue/job-worker.js';
export { ReadingQueue } from './queue/reading-queue.js';
export * from './queue/reading-worker.js';
export { TicketQueue, type QueueDepth, type TicketQueueRef, type TicketRef } from './queue/ticket-queue.js';
export * from './queue/ticket-worker.js';
export * from './storage/create-storage.js';
export { verifyFileUrl } from './storage/sign-file-url.js';
export { isStorageKey, newTake, sampleOfKey, storageKeys, type SamplePlace } from './storage/storage-keys.js';
export * from './storage/storage.port.js';
export * from './dispatch/dispatch-state.repository.js';
export * from './dispatch/fair-clock.js';
export * from './dispatch/fair-queue.js';
export * from './dispatch/lane-shares.js';
export * from './dispatch/window.js';
export * from './schedules/due-schedules.repository.js';
export * from './schedules/run-figures.repository.js';
export * from './schedules/schedules.repository.js';
export * from './webhooks/due-webhooks.repository.js';
export {
  type AfterAttempt,
  type DeliveryAttempt,
  type DueWebhook,
  type Receiver,
  type SentEvent,
} from './webhooks/settle-delivery.js';
export * from './webhooks/webhooks.repository.js';
