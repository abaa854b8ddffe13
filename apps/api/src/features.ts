import { type Type } from '@nestjs/common';
import { type z } from 'zod';
import { AuditModule } from './audit/audit.module.js';
import { auditOperations } from './audit/audit.operations.js';
import { auditEntrySchema, auditPageSchema } from './audit/audit.schema.js';
import { AuthModule } from './auth/auth.module.js';
import { ClipsModule } from './clips/clips.module.js';
import { clipsOperations } from './clips/clips.operations.js';
import { changeClipSchema, clipDetailSchema, clipPageSchema, clipSchema } from './clips/clips.schema.js';
import { readingSchema, readingSummarySchema } from './clips/reading.schema.js';
import { CohortsModule } from './cohorts/cohorts.module.js';
import { cohortsOperations } from './cohorts/cohorts.operations.js';
import {
  cohortDetailSchema,
  cohortPageSchema,
  cohortSchema,
  createCohortSchema,
  extendCohortSchema,
  leftOutSchema,
} from './cohorts/cohorts.schema.js';
import { CohortFiguresModule } from './cohort-figures/cohort-figures.module.js';
import { cohortFiguresOperations } from './cohort-figures/cohort-figures.operations.js';
import { cohortFiguresSchema } from './cohort-figures/cohort-figures.schema.js';
import { cohortEstimateSchema } from './cohort-plan/estimate.schema.js';
import { planInputSchema, planViewSchema } from './cohort-plan/plan.schema.js';
import { DispatchModule } from './dispatch/dispatch.module.js';
import { ErasureModule } from './erasure/erasure.module.js';
import { erasureOperations } from './erasure/erasure.operations.js';
import { erasureSchema, requestErasureSchema } from './erasure/erasure.schema.js';
import { EventsModule } from './events/events.module.js';
import { eventsOperations } from './events/events.operations.js';
import { eventPageSchema, eventSchema } from './events/events.schema.js';
import { ExportsModule } from './exports/exports.module.js';
import { exportsOperations } from './exports/exports.operations.js';
import { exportPageSchema, exportPartPageSchema, exportPartSchema, exportSchema } from './exports/exports.schema.js';
import { FilesModule } from './files/files.module.js';
import { filesOperations } from './files/files.operations.js';
import { GenerationsModule } from './generations/generations.module.js';
import { generationsOperations } from './generations/generations.operations.js';
import {
  createGenerationSchema,
  generationDetailSchema,
  generationPageSchema,
  generationSchema,
} from './generations/generations.schema.js';
import { HealthModule } from './health/health.module.js';
import { healthOperations } from './health/health.operations.js';
import { livenessSchema, readinessSchema } from './health/health.schema.js';
import { HomeModule } from './home/home.module.js';
import { homeOperations } from './home/home.operations.js';
import { KeysModule } from './keys/keys.module.js';
import { keysOperations } from './keys/keys.operations.js';
import { createdKeySchema, createKeySchema, keyPageSchema, keySchema } from './keys/keys.schema.js';
import { ModelsModule } from './models/models.module.js';
import { modelsOperations } from './models/models.operations.js';
import { modelListSchema, modelSchema } from './models/models.schema.js';
import { type Operation } from './openapi/operation.js';
import { SamplesModule } from './samples/samples.module.js';
import { samplesOperations } from './samples/samples.operations.js';
import {
  outlineViewSchema,
  sampleDetailSchema,
  samplePageSchema,
  sampleSchema,
  storedErrorSchema,
} from './samples/samples.schema.js';
import { changeSchema, figuresSchema, firingReportSchema } from './schedules/firing-report.schema.js';
import { SchedulesModule } from './schedules/schedules.module.js';
import { schedulesOperations } from './schedules/schedules.operations.js';
import {
  changeScheduleSchema,
  createScheduleSchema,
  firingPageSchema,
  firingSchema,
  schedulePageSchema,
  scheduleSchema,
} from './schedules/schedules.schema.js';
import { clipPicturesOperations } from './studio/clip-pictures.operations.js';
import { clipOutlineSchema } from './studio/clip-pictures.schema.js';
import { StudioModule } from './studio/studio.module.js';
import { TenantsModule } from './tenants/tenants.module.js';
import { tenantsOperations } from './tenants/tenants.operations.js';
import {
  changeTenantSchema,
  createdTenantSchema,
  createTenantSchema,
  tenantDetailSchema,
  tenantPageSchema,
  tenantSchema,
} from './tenants/tenants.schema.js';
import { UsageModule } from './usage/usage.module.js';
import { usageOperations } from './usage/usage.operations.js';
import { usageSchema } from './usage/usage.schema.js';
import { WebhooksModule } from './webhooks/webhooks.module.js';
import { webhooksOperations } from './webhooks/webhooks.operations.js';
import {
  changeWebhookSchema,
  createWebhookSchema,
  deliveryPageSchema,
  deliverySchema,
  webhookPageSchema,
  webhookSchema,
  webhookWithSecretSchema,
} from './webhooks/webhooks.schema.js';

/** A slice of the API: what serves it, and what the OpenAPI document says of it. */
export interface Feature {
  readonly module: Type;
  /** Its operations carry this name. */
  readonly tag?: { readonly name: string; readonly description: string };
  readonly operations?: readonly Operation[];
  /** Named in the document; others stand where they are used. */
  readonly schemas?: readonly z.ZodType[];
}

const clips = { name: 'Clips', description: 'Uploaded clips whose frames condition samples' };
const tenants = { name: 'Tenants', description: 'Who may do what, how much of it, and who did' };
const operation = { name: 'Operation', description: 'Health, metrics and this description' };

/** Everything that the API offers, in the order in which its document shows it. The only place where a feature is listed. */
export const features: readonly Feature[] = [
  {
    module: GenerationsModule,
    tag: { name: 'Generations', description: 'Requests for samples' },
    operations: generationsOperations,
    schemas: [createGenerationSchema, generationSchema, generationDetailSchema, generationPageSchema],
  },
  {
    module: CohortsModule,
    tag: { name: 'Cohorts', description: 'Many samples of one plan' },
    operations: cohortsOperations,
    schemas: [
      planInputSchema,
      createCohortSchema,
      planViewSchema,
      leftOutSchema,
      cohortSchema,
      cohortDetailSchema,
      cohortPageSchema,
      cohortEstimateSchema,
      extendCohortSchema,
    ],
  },
  { module: CohortFiguresModule, operations: cohortFiguresOperations, schemas: [cohortFiguresSchema] },
  {
    module: SchedulesModule,
    tag: { name: 'Schedules', description: 'Cohorts that are made again and again' },
    operations: schedulesOperations,
    schemas: [
      createScheduleSchema,
      changeScheduleSchema,
      scheduleSchema,
      schedulePageSchema,
      firingSchema,
      firingPageSchema,
      figuresSchema,
      changeSchema,
      firingReportSchema,
    ],
  },
  {
    module: SamplesModule,
    tag: { name: 'Samples', description: 'The synthetic clips' },
    operations: samplesOperations,
    schemas: [sampleSchema, sampleDetailSchema, samplePageSchema, outlineViewSchema, storedErrorSchema],
  },
  {
    module: ClipsModule,
    tag: clips,
    operations: clipsOperations,
    schemas: [readingSummarySchema, readingSchema, clipSchema, clipDetailSchema, clipPageSchema, changeClipSchema],
  },
  { module: StudioModule, tag: clips, operations: clipPicturesOperations, schemas: [clipOutlineSchema] },
  {
    module: EventsModule,
    tag: { name: 'Events', description: 'What has happened, in order' },
    operations: eventsOperations,
    schemas: [eventSchema, eventPageSchema],
  },
  {
    module: WebhooksModule,
    tag: { name: 'Webhooks', description: 'The same, sent to a URL' },
    operations: webhooksOperations,
    schemas: [
      createWebhookSchema,
      changeWebhookSchema,
      webhookSchema,
      webhookWithSecretSchema,
      webhookPageSchema,
      deliverySchema,
      deliveryPageSchema,
    ],
  },
  {
    module: ModelsModule,
    tag: { name: 'Models', description: 'Model bundles' },
    operations: modelsOperations,
    schemas: [modelSchema, modelListSchema],
  },
  {
    module: KeysModule,
    tag: tenants,
    operations: keysOperations,
    schemas: [createKeySchema, keySchema, createdKeySchema, keyPageSchema],
  },
  {
    module: TenantsModule,
    tag: tenants,
    operations: tenantsOperations,
    schemas: [
      createTenantSchema,
      changeTenantSchema,
      tenantSchema,
      tenantDetailSchema,
      createdTenantSchema,
      tenantPageSchema,
    ],
  },
  { module: UsageModule, tag: tenants, operations: usageOperations, schemas: [usageSchema] },
  {
    module: ErasureModule,
    tag: tenants,
    operations: erasureOperations,
    schemas: [requestErasureSchema, erasureSchema],
  },
  {
    module: ExportsModule,
    tag: tenants,
    operations: exportsOperations,
    schemas: [exportSchema, exportPageSchema, exportPartSchema, exportPartPageSchema],
  },
  { module: AuditModule, tag: tenants, operations: auditOperations, schemas: [auditEntrySchema, auditPageSchema] },
  {
    module: FilesModule,
    tag: { name: 'Files', description: 'Signed URLs of the file storage' },
    operations: filesOperations,
  },
  { module: HealthModule, tag: operation, operations: healthOperations, schemas: [livenessSchema, readinessSchema] },
  { module: HomeModule, tag: operation, operations: homeOperations },
  { module: AuthModule },
  { module: DispatchModule },
];
