import {
  type ApiKeyId,
  type ClipId,
  type Lane,
  type RunId,
  type RunSpec,
  type TenantId,
  type TicketId,
  type TicketPayload,
} from '@echocohort/shared';
import { type Redis } from 'ioredis';
import { type Kysely } from 'kysely';
import { type Logger } from 'pino';
import { type Counter, type Gauge, type Histogram, type Registry } from 'prom-client';
import { type LoggerService } from '@nestjs/common';
import { type z } from 'zod';
import {
  type BacklogRun,
  type Caller,
  type ClipRow,
  type CommitVerdict,
  type NewClip,
  type OpenTicket,
  type Page,
  type QueueFigures,
  type RunRow,
  type SampleResultRow,
  type SampleRow,
  type Tenant,
  type TicketRequest,
} from './persistence/rows.js';
import { type FileStorageOptions, type StorageOptions, type StoragePort } from './storage/storage.port.js';

export declare function parseConfig<S extends z.ZodType>(
  schema: S,
  env: Record<string, string | undefined>,
): z.infer<S>;

export interface Leadership {
  readonly lost: AbortSignal;
  release(): Promise<void>;
}
export interface Database {
  readonly db: Kysely<never>;
  readonly kind: 'postgres' | 'pglite';
  ping(): Promise<void>;
  tryLead(): Promise<Leadership | null>;
  close(): Promise<void>;
}
export type DatabaseOptions = ({ databaseUrl: string } | { pgliteDir: string }) & { logger?: Logger | undefined };
export declare function openDatabase(options: DatabaseOptions): Promise<Database>;
export declare class TenantsRepository {
  constructor(database: Database);
  ensure(name: string): Promise<Tenant>;
}
export declare class ApiKeysRepository {
  constructor(database: Database);
  create(tenantId: TenantId, name: string): Promise<{ id: ApiKeyId; secret: string }>;
  authenticate(secret: string): Promise<Caller | null>;
  revoke(tenantId: TenantId, id: ApiKeyId): Promise<boolean>;
}
export declare class ClipsRepository {
  constructor(database: Database);
  insert(tenantId: TenantId, clip: NewClip): Promise<ClipRow>;
  find(tenantId: TenantId, clipId: ClipId): Promise<ClipRow | null>;
  list(tenantId: TenantId, page: Page<ClipId>): Promise<ClipRow[]>;
}
export declare class RunsRepository {
  constructor(database: Database);
  create(
    tenantId: TenantId,
    run: { lane: Lane; spec: RunSpec },
    idempotency?: { key: string; bodySha256: string },
  ): Promise<{ run: RunRow; replayed: boolean }>;
  find(tenantId: TenantId, runId: RunId): Promise<RunRow | null>;
  list(tenantId: TenantId, page: Page<RunId>): Promise<RunRow[]>;
  cancel(tenantId: TenantId, runId: RunId): Promise<RunRow | null>;
}
export declare class SamplesRepository {
  constructor(database: Database);
  find(tenantId: TenantId, runId: RunId, index: number): Promise<SampleRow | null>;
  list(tenantId: TenantId, runId: RunId, page: Page<number>): Promise<SampleRow[]>;
}
export declare class DispatchRepository {
  constructor(database: Database);
  backlog(limit: number): Promise<BacklogRun[]>;
  openTicketCount(): Promise<number>;
  issue(requests: readonly TicketRequest[]): Promise<TicketPayload[]>;
  openTickets(olderThanMs: number): Promise<OpenTicket[]>;
  reissue(ticketIds: readonly TicketId[]): Promise<TicketPayload[]>;
  queueFigures(): Promise<QueueFigures>;
}
export declare class CommitRepository {
  constructor(database: Database);
  pending(ticket: TicketPayload): Promise<number[]>;
  commit(results: readonly SampleResultRow[]): Promise<CommitVerdict[]>;
}

export declare function createStorage(options: StorageOptions): StoragePort;
/** True when `expires` and `signature` are those of a URL that the file driver signed for `key` and it has not expired. */
export declare function verifyFileUrl(
  secret: FileStorageOptions['secret'],
  key: string,
  query: { expires: string; signature: string },
  nowMs?: number,
): boolean;
export declare const storageKeys: {
  clipFrames(tenantId: TenantId, clipId: ClipId): string;
  clipSheet(tenantId: TenantId, clipId: ClipId): string;
  sampleVideo(tenantId: TenantId, runId: RunId, index: number): string;
  sampleSheet(tenantId: TenantId, runId: RunId, index: number): string;
  sampleRecord(tenantId: TenantId, runId: RunId, index: number): string;
  tenantPrefix(tenantId: TenantId): string;
  runPrefix(tenantId: TenantId, runId: RunId): string;
};
/** True for a key that `storageKeys` can make. */
export declare function isStorageKey(key: string): boolean;

export declare function connectRedis(url: string, options?: { logger?: Logger }): Redis;
export type TicketRef = Pick<TicketPayload, 'ticketId' | 'epoch'>;
export declare class TicketQueue {
  constructor(connection: Redis);
  add(tickets: readonly TicketPayload[]): Promise<void>;
  alive(tickets: readonly TicketRef[]): Promise<Set<TicketId>>;
  remove(tickets: readonly TicketRef[]): Promise<void>;
  depth(): Promise<Record<'waiting' | 'active' | 'delayed' | 'failed', number>>;
  close(): Promise<void>;
}
export interface TicketWorkerOptions {
  connection: Redis;
  /** Tickets in hand at once. */
  concurrency: number;
  /** `signal` aborts when the ticket's lock is lost. */
  handle: (ticket: TicketPayload, signal: AbortSignal) => Promise<void>;
  onError: (error: unknown) => void;
}
export interface TicketWorker {
  run(): void;
  pause(): Promise<void>;
  close(): Promise<void>;
}
export declare function createTicketWorker(options: TicketWorkerOptions): TicketWorker;

/** Virtual times of one lane: of the ticket in service, and of each tenant's last ticket's end. */
export interface LaneClock {
  readonly now: number;
  readonly finish: Readonly<Record<string, number>>;
}
export type FairQueueState = Readonly<Record<Lane, LaneClock>>;
export declare const emptyFairQueue: FairQueueState;
/** `slots`: tickets that may be issued; each holds at most `samplesPerTicket` samples of one run. */
export declare function pickTickets(
  state: FairQueueState,
  backlog: readonly BacklogRun[],
  slots: number,
  samplesPerTicket: number,
): { picks: TicketRequest[]; state: FairQueueState };

export type SampleOutcomeLabel = 'accepted' | 'out_of_tolerance' | 'failed' | 'fenced';
export type Phase = 'wait' | 'input' | 'infer' | 'encode' | 'upload' | 'commit';
export interface Metrics {
  readonly registry: Registry;
  readonly samples: Counter<'outcome'>;
  readonly attempts: Counter;
  readonly batchSize: Histogram;
  readonly batches: Counter;
  readonly phaseDuration: Histogram<'phase'>;
  readonly queueTickets: Gauge<'state'>;
  readonly backlogSamples: Gauge;
  readonly oldestBacklogAge: Gauge;
  readonly efError: Histogram;
  readonly deviceBusy: Gauge<'device' | 'provider'>;
  readonly uploadedBytes: Counter;
  readonly httpRequestDuration: Histogram<'method' | 'route' | 'status'>;
  readonly buildInfo: Gauge<'version'>;
  readonly bundleInfo: Gauge<'name' | 'version' | 'provider'>;
}
export declare function createMetrics(registry?: Registry): Metrics;
export { type Logger } from 'pino';
export declare function createLogger(name: string): Logger;
export declare function pinoNestLogger(logger: Logger): LoggerService;
