import {
  type ApiKeyId,
  type AuditEntryId,
  type ClipId,
  type ClipReading,
  type ExportId,
  type FiringId,
  type Lane,
  type RunId,
  type RunKind,
  type RunSpec,
  type RunStatus,
  type Scope,
  type ScheduleId,
  type TenantId,
  type TicketId,
  type ToldData,
} from '@echocohort/shared';
import { type ColumnType, type Generated } from 'kysely';
import { type Tally } from '../cohorts/tally.js';
import { type SampleOutcome } from '../persistence/sample-outcome.js';
import { type Computed, type CreatedAt, type Json, type LabelsColumn } from './columns.js';
import { type Box, type CohortSummary, type ReadingStatus, type Sector, type StoredError } from './stored-values.js';
import { type WebhookDeliveriesTable, type WebhooksTable } from './webhook-tables.js';

interface TenantsTable {
  id: TenantId;
  name: string;
  weight: Generated<number>;
  /** Null unless it is suspended. */
  suspendedReason: string | null;
  inFlightCap: number | null;
  queuedCap: number | null;
  dailyCap: number | null;
  storageBytesCap: ColumnType<number | string | null, number | string | null | undefined>;
  uploadsCap: number | null;
  /** Of runs that name no time of their own; null keeps them. */
  expiresAfterSeconds: number | null;
  createdAt: CreatedAt;
}

interface ApiKeysTable {
  id: ApiKeyId;
  tenantId: TenantId;
  name: string;
  secretSha256: string;
  /** What the secret begins with; null in rows of before. */
  prefix: string | null;
  scopes: Scope[];
  createdAt: CreatedAt;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
}

interface AuditLogTable {
  id: AuditEntryId;
  tenantId: TenantId;
  apiKeyId: ApiKeyId;
  operation: string;
  method: string;
  path: string;
  status: number;
  address: string;
  correlationId: string;
  at: Date;
}

interface ClipsTable {
  id: ClipId;
  tenantId: TenantId;
  originalName: string;
  format: string;
  frames: number;
  height: number;
  width: number;
  framesPerSecond: number | null;
  framesKey: string;
  sheetKey: string;
  sha256: string;
  sector: Json<Sector>;
  view: Json<Box>;
  labels: LabelsColumn;
  createdAt: CreatedAt;
}

interface ClipReadingsTable {
  tenantId: TenantId;
  clipId: ClipId;
  fingerprint: string;
  status: Generated<ReadingStatus>;
  /** How often it was begun. */
  attempts: Generated<number>;
  reading: Json<ClipReading> | null;
  /** Of the reading; null until there is one. */
  refusal: Computed<string | null>;
  efPercent: Computed<number | null>;
  sheetKey: string | null;
  error: Json<StoredError> | null;
  createdAt: CreatedAt;
  finishedAt: Date | null;
}

interface RunsTable {
  id: RunId;
  tenantId: TenantId;
  kind: Generated<RunKind>;
  name: string | null;
  labels: LabelsColumn;
  /** Where its next tickets go. */
  lane: Lane;
  /** Of the samples before this index the tickets go to the interactive lane, of the others to `laneAfterPreview`. */
  preview: Generated<number>;
  /** Null once the preview is dispatched, and where there is none. */
  laneAfterPreview: Lane | null;
  /** The first sample that is not dispatched before somebody resumes the run. */
  holdAt: number | null;
  paused: Generated<boolean>;
  deadline: Date | null;
  /** How long after its end it is deleted; null keeps it. */
  expiresAfterSeconds: number | null;
  summary: Json<CohortSummary> | null;
  deletedAt: Date | null;
  deletedReason: 'deleted' | 'expired' | null;
  /** When its objects were deleted, all but what was still under way. */
  emptiedAt: Date | null;
  /** The part of `samples` that its rows are in; null before a large run has got its own. */
  shelf: Generated<number | null>;
  spec: Json<RunSpec>;
  /** Of the spec's bundle. */
  fingerprint: Computed<string>;
  status: RunStatus;
  samplesTotal: number;
  /** Of its samples, on average. */
  frames: number;
  nextIndex: number;
  succeeded: number;
  accepted: number;
  failed: number;
  /** Tries of the samples that have a result. */
  attempts: ColumnType<number | string, never, never>;
  createdAt: CreatedAt;
  startedAt: Date | null;
  finishedAt: Date | null;
  error: Json<StoredError> | null;
  /** It may have objects that no row names: a part of it was begun twice, or it was cancelled. */
  leftovers: Generated<boolean>;
}

interface TicketsTable {
  id: TicketId;
  runId: RunId;
  tenantId: TenantId;
  lane: Lane;
  /** Of its run's bundle. */
  fingerprint: string;
  /** Of its run. */
  shelf: Generated<number>;
  epoch: number;
  first: number;
  count: number;
  /** Samples that have no row yet. */
  remaining: number;
  /** Frames, times the attempts that were expected when it was issued. */
  workPerSample: Generated<number>;
  /** How often it was begun. */
  begun: Generated<number>;
  /** How often since its last result, without an orderly end; the worker of that result counts as well. */
  unended: Generated<number>;
  /** When this epoch was issued. */
  issuedAt: Date;
}

interface SamplesTable extends Omit<SampleOutcome, 'error'> {
  error: Json<StoredError> | null;
  /** Of its run: the partition. Whoever asks for samples of a run names it too, or every shelf is looked at. */
  shelf: number;
  /** Written before there were takes: not null for a sample whose files are there. */
  videoKey: ColumnType<string | null, never, never>;
  createdAt: CreatedAt;
}

/** What the samples of a large run came to, up to an index. */
interface RunTalliesTable {
  runId: RunId;
  tenantId: TenantId;
  /** Of all samples before this one that will ever have a row it is counted in. */
  countedTo: Generated<number>;
  tally: Json<Partial<Tally>>;
}

interface IdempotencyKeysTable {
  tenantId: TenantId;
  key: string;
  bodySha256: string;
  runId: RunId;
  createdAt: CreatedAt;
}

interface SchedulesTable {
  id: ScheduleId;
  tenantId: TenantId;
  name: string;
  cron: string;
  timeZone: string;
  catchUp: 'skip' | 'once' | 'all';
  catchUpMax: number;
  cohort: Json<Record<string, unknown>>;
  newClips: boolean;
  paused: boolean;
  nextFireAt: Date | null;
  clipsUntil: Generated<Date>;
  createdAt: CreatedAt;
}

interface FiringsTable {
  id: FiringId;
  scheduleId: ScheduleId;
  tenantId: TenantId;
  fireAt: Date;
  kind: 'scheduled' | 'manual';
  status: 'due' | 'fired' | 'skipped' | 'failed';
  clipsFrom: Date | null;
  clips: number | null;
  runId: RunId | null;
  error: Json<StoredError> | null;
  createdAt: CreatedAt;
  settledAt: Date | null;
}

interface DispatchStatesTable {
  fingerprint: string;
  state: Json<unknown>;
  savedAt: ColumnType<Date, never, Date>;
}

interface UsageEntriesTable {
  tenantId: TenantId;
  at: CreatedAt;
  samples: Generated<number>;
  attempts: Generated<number>;
  frames: Generated<number>;
  bytes: ColumnType<number | string, number | undefined, never>;
  uploads: Generated<number>;
}

interface UploadsTable {
  id: ClipId | RunId;
  tenantId: TenantId;
  abandoned: Generated<boolean>;
  createdAt: CreatedAt;
}

export const outboxTopics = [
  'run.created',
  'run.progressed',
  'run.finished',
  'run.cancelled',
  'run.paused',
  'run.resumed',
  'run.extended',
  'run.deleted',
  'clip.read',
  'webhook.disabled',
  'quota.near',
  'export.ready',
] as const;
export type OutboxTopic = (typeof outboxTopics)[number];

/** What a row of the outbox is about, and what its event says that no other table does. */
export type OutboxPayload =
  | { readonly runId: RunId }
  | {
      readonly runId?: undefined;
      readonly clipId: ClipId;
      readonly fingerprint: string;
      readonly refusal: string | null;
    }
  | ToldPayload;

/** Of a topic that is told as it stands: there is nothing to look up. */
export interface ToldPayload {
  readonly runId?: undefined;
  readonly clipId?: undefined;
  readonly subjectId: string;
  readonly data: ToldData;
}

interface OutboxTable {
  id: Generated<string>;
  tenantId: TenantId;
  topic: OutboxTopic;
  payload: Json<OutboxPayload>;
  createdAt: CreatedAt;
}

interface IdempotentAnswersTable {
  tenantId: TenantId;
  key: string;
  bodySha256: string;
  /** Null while the request is under way. */
  body: Json<unknown> | null;
  location: string | null;
  createdAt: CreatedAt;
}

interface ExportPartsTable {
  exportId: ExportId;
  number: number;
  tenantId: TenantId;
  kind: string;
  key: string;
  lines: number;
  sizeBytes: ColumnType<string, number, never>;
  sha256: string;
}

/** A run that is gone, and nothing of what it was. */
interface TombstonesTable {
  runId: RunId;
  tenantId: TenantId;
  kind: RunKind;
  reason: 'deleted' | 'expired';
  samples: number;
  createdAt: Date;
  deletedAt: Date;
  purgedAt: CreatedAt;
}

/** Every table, in camel case; the database has the same names in snake case. */
export interface Schema {
  tenants: TenantsTable;
  apiKeys: ApiKeysTable;
  auditLog: AuditLogTable;
  clips: ClipsTable;
  clipReadings: ClipReadingsTable;
  runs: RunsTable;
  tickets: TicketsTable;
  samples: SamplesTable;
  runTallies: RunTalliesTable;
  idempotencyKeys: IdempotencyKeysTable;
  outbox: OutboxTable;
  dispatchStates: DispatchStatesTable;
  usageEntries: UsageEntriesTable;
  tombstones: TombstonesTable;
  schedules: SchedulesTable;
  firings: FiringsTable;
  uploads: UploadsTable;
  webhooks: WebhooksTable;
  webhookDeliveries: WebhookDeliveriesTable;
  exportParts: ExportPartsTable;
  idempotentAnswers: IdempotentAnswersTable;
}
