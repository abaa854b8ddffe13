import { type LaneShares, type WindowBounds } from '@echocohort/platform';
import { limits } from '@echocohort/shared';
import { studioDir } from './studio/serve-studio.js';
import { type RetryConfig } from './webhooks/retry.js';

/** How the API behaves. Both compositions make one: main.ts from the environment, the embedded one from its own. */
export interface ApiConfig {
  readonly version: string;
  /** Bundle that a request without `model` gets. */
  readonly defaultModel: string;
  /** Secret of the file driver's signed URLs; null when another driver serves its own. */
  readonly fileUrlSecret: string | null;
  /** Folder of the built studio; where there is none, `/studio` says how to build it. */
  readonly studioDir: string;
  readonly uploadMaxBytes: number;
  /** Uploads that may be on their way at once, and bytes of them; a tenant may have a quarter, and half of the bytes. */
  readonly uploadsMax: number;
  readonly uploadScratchBytes: number;
  /** Uploads that are decoded at the same time, each in a process of its own. */
  readonly decodeConcurrency: number;
  readonly signedUrlSeconds: number;
  /** How long close() lets running requests go on. */
  readonly drainMs: number;
  /** Addresses and networks of proxies whose X-Forwarded-For and -Proto are believed. */
  readonly trustedProxies: readonly string[];
  /** Requests of one key in a window of time. */
  readonly rateLimit: { readonly requests: number; readonly windowSeconds: number };
  readonly leader: LeaderConfig;
  readonly dispatch: DispatchConfig;
  readonly readings: ReadingsConfig;
  readonly schedules: ScheduleConfig;
  readonly sweep: SweepConfig;
  readonly purge: PurgeConfig;
  readonly tally: TallyConfig;
  readonly expiry: ExpiryConfig;
  readonly usage: UsageConfig;
  readonly events: EventsConfig;
  readonly webhooks: WebhooksConfig;
  readonly quotaWatch: QuotaWatchConfig;
  readonly exports: ExportsConfig;
  readonly erasure: ErasureConfig;
}

export interface ReadingsConfig {
  /** Readings that may be in Redis at once, or little more. */
  readonly windowReadings: number;
  /** How often the leader looks what is to be read. */
  readonly everyMs: number;
  /** How often it begins to look through all clips for readings that nobody has asked for. */
  readonly lookEveryMs: number;
  /** Clips that it looks at in one tick, and readings that it asks for. */
  readonly clipsPerTick: number;
  readonly missingPerTick: number;
}

export interface ScheduleConfig {
  /** How often the leader looks which schedules are due. */
  readonly everyMs: number;
  /** Schedules and firings of one tick. */
  readonly firingsPerTick: number;
}

export interface SweepConfig {
  /** A run is looked through when it has been over for so long: what was under way at its end has landed. */
  readonly overForMs: number;
  /** How often the leader goes on, with how many objects, and when it does again after a failure. */
  readonly everyMs: number;
  readonly keysPerTick: number;
  readonly retryMs: number;
}

export interface PurgeConfig {
  /** What is left of a deleted run goes when it was deleted so long ago: what was under way then has landed. */
  readonly settleMs: number;
  /** How often the leader goes on, and when it does again after a failure. */
  readonly everyMs: number;
  readonly retryMs: number;
  /** Runs whose time is over, and objects and rows of the run in hand. */
  readonly runsPerTick: number;
  readonly keysPerTick: number;
  readonly rowsPerTick: number;
}

export interface TallyConfig {
  /** How often the leader counts what came of large runs, of how many of them, and how many samples of each. */
  readonly everyMs: number;
  readonly runsPerTick: number;
  readonly rowsPerTick: number;
}

export interface ExpiryConfig {
  /** How long an idempotency key holds. The API says so to its callers. */
  readonly idempotencyKeysMs: number;
  /** How long published events are kept. The API says so to its callers. */
  readonly eventsMs: number;
  /** How long the audit log is kept. The API says so to its callers. */
  readonly auditLogMs: number;
  readonly everyMs: number;
  /** Of each kind. */
  readonly rowsPerTick: number;
}

export interface UsageConfig {
  /** How often the leader folds entries of usage into days, and how many at a time. */
  readonly foldEveryMs: number;
  readonly entriesPerTick: number;
}

export interface EventsConfig {
  /** How often the leader publishes, and of how many changes at a time. Progress of a run is told once a time. */
  readonly publishEveryMs: number;
  readonly rowsPerTick: number;
  /** How often a process that serves streams looks for what is new, for all of them at once. */
  readonly lookEveryMs: number;
  /** The longest silence of a stream. The API says so to its callers. */
  readonly heartbeatMs: number;
  /** How long a client may take to read what it was sent before its stream is cut. */
  readonly slowMs: number;
  /** A stream ends after so long, so that a key that was taken back does not listen on. */
  readonly streamMaxMs: number;
  /** Streams of one tenant in one process at a time. */
  readonly streamsPerTenant: number;
}

export interface WebhooksConfig {
  /** Seals the secrets of webhooks, 32 characters or more; without it there are no webhooks. */
  readonly key: string | null;
  /** Private networks that webhooks may lead to, like 10.1.0.0/16, and whether plain http:// will do. */
  readonly networks: readonly string[];
  readonly allowHttp: boolean;
  readonly perTenant: number;
  /** How often the leader looks which of them have events to come, and how many it serves at once. */
  readonly everyMs: number;
  readonly concurrency: number;
  /** Events of one webhook before others have their turn. */
  readonly eventsPerTurn: number;
  /** How long a receiver may take. The API says so to its callers. */
  readonly timeoutMs: number;
  readonly retry: RetryConfig;
  /** How long both secrets sign after a rotation. The API says so to its callers. */
  readonly overlapMs: number;
}

export interface QuotaWatchConfig {
  /** How often the leader looks through the tenants that have caps, and how many it looks at in one turn. */
  readonly everyMs: number;
  readonly tenantsPerTick: number;
  /** A cap is near when so large a share of it is used. The API says so to its callers. */
  readonly nearShare: number;
}

export interface ExportsConfig {
  /** How often the leader writes a part, and when it does again after a failure. */
  readonly everyMs: number;
  readonly retryMs: number;
  /** A part holds so many rows, or fewer when they are large; or a list of so many objects, so many of them read at once. */
  readonly rowsPerPart: number;
  readonly bytesPerPart: number;
  readonly objectsPerPart: number;
  readonly readsAtOnce: number;
  /** How long an export is kept. The API says so to its callers. */
  readonly keepMs: number;
}

export interface ErasureConfig {
  /** How often the leader goes on, and when it does again after a failure. */
  readonly everyMs: number;
  readonly retryMs: number;
  /** A tenant's belongings go when it was stopped for so long: what was under way has landed. The API says so to its callers. */
  readonly settleMs: number;
  readonly keysPerTick: number;
  readonly rowsPerTick: number;
}

export interface LeaderConfig {
  /** Pause between turns while there is more to do, and while there is not. */
  readonly busyPollMs: number;
  readonly idlePollMs: number;
  /** How often a process that does not lead asks whether it may. */
  readonly leadRetryMs: number;
  /** A turn that takes longer hangs, and another process leads. */
  readonly turnMaxMs: number;
}

export interface DispatchConfig extends WindowBounds {
  /** What each lane gets of a bundle's workers while all of them want more. */
  readonly laneShares: LaneShares;
  /** Tenants that one round serves at most, those first who wait longest for their share. */
  readonly tenantsPerRound: number;
  /** Runs that it looks at, and how many of each tenant at least: so many take turns at a time. */
  readonly runsPerRound: number;
  readonly runsPerTenant: number;
  /** How often what is remembered is saved for the next leader. */
  readonly saveEveryMs: number;
  readonly reconcileEveryMs: number;
  /** A ticket younger than this is not looked for in Redis: its add may still be under way. */
  readonly reconcileAfterMs: number;
}

export const defaultLeaderConfig: LeaderConfig = {
  busyPollMs: 100,
  idlePollMs: 1_000,
  leadRetryMs: 1_000,
  turnMaxMs: 20_000,
};

export const defaultDispatchConfig: DispatchConfig = {
  windowSeconds: 10,
  windowWorkMin: 4_096,
  windowWorkMax: 1_048_576,
  windowTicketsMax: 8_192,
  ticketSeconds: 1,
  samplesPerInteractiveTicket: 8,
  samplesPerBulkTicket: 64,
  laneShares: { interactive: 4, bulk: 1 },
  tenantsPerRound: 128,
  runsPerRound: 512,
  runsPerTenant: 8,
  saveEveryMs: 2_000,
  reconcileEveryMs: 2_000,
  reconcileAfterMs: 5_000,
};

export const defaultReadingsConfig: ReadingsConfig = {
  windowReadings: 64,
  everyMs: 500,
  lookEveryMs: 10 * 60_000,
  clipsPerTick: 1_000,
  missingPerTick: 16,
};

export const defaultScheduleConfig: ScheduleConfig = { everyMs: 1_000, firingsPerTick: 32 };

const hourMs = 60 * 60_000;

export const defaultSweepConfig: SweepConfig = {
  overForMs: hourMs,
  everyMs: 1_000,
  keysPerTick: 256,
  retryMs: 60_000,
};

export const defaultPurgeConfig: PurgeConfig = {
  settleMs: hourMs,
  everyMs: 1_000,
  retryMs: 60_000,
  runsPerTick: 500,
  keysPerTick: 3_000,
  rowsPerTick: 10_000,
};

export const defaultTallyConfig: TallyConfig = { everyMs: 2_000, runsPerTick: 16, rowsPerTick: 20_000 };

export const defaultExpiryConfig: ExpiryConfig = {
  idempotencyKeysMs: 24 * hourMs,
  eventsMs: 7 * 24 * hourMs,
  auditLogMs: 365 * 24 * hourMs,
  everyMs: 5_000,
  rowsPerTick: 5_000,
};

export const defaultUsageConfig: UsageConfig = { foldEveryMs: 5_000, entriesPerTick: 5_000 };

export const defaultEventsConfig: EventsConfig = {
  publishEveryMs: 500,
  rowsPerTick: 2_000,
  lookEveryMs: 1_000,
  heartbeatMs: 15_000,
  slowMs: 10_000,
  streamMaxMs: 10 * 60_000,
  streamsPerTenant: 16,
};

export const defaultWebhooksConfig: WebhooksConfig = {
  key: null,
  networks: [],
  allowHttp: false,
  perTenant: 16,
  everyMs: 500,
  concurrency: 64,
  eventsPerTurn: 16,
  timeoutMs: 15_000,
  retry: { firstDelayMs: 5_000, maxDelayMs: 4 * hourMs, giveUpMs: 24 * hourMs },
  overlapMs: 24 * hourMs,
};

export const defaultQuotaWatchConfig: QuotaWatchConfig = { everyMs: 60_000, tenantsPerTick: 16, nearShare: 0.8 };

export const defaultExportsConfig: ExportsConfig = {
  everyMs: 250,
  retryMs: 60_000,
  rowsPerPart: 5_000,
  bytesPerPart: 16 * 1024 ** 2,
  objectsPerPart: 512,
  readsAtOnce: 8,
  keepMs: 7 * 24 * hourMs,
};

export const defaultErasureConfig: ErasureConfig = {
  everyMs: 1_000,
  retryMs: 60_000,
  settleMs: hourMs,
  keysPerTick: 256,
  rowsPerTick: 5_000,
};

export const defaultApiConfig = {
  fileUrlSecret: null,
  studioDir,
  uploadMaxBytes: limits.uploadMaxBytes,
  uploadsMax: 32,
  uploadScratchBytes: 2 * 1024 ** 3,
  decodeConcurrency: 2,
  signedUrlSeconds: 3_600,
  drainMs: 10_000,
  trustedProxies: [],
  rateLimit: { requests: 60_000, windowSeconds: 60 },
  leader: defaultLeaderConfig,
  dispatch: defaultDispatchConfig,
  readings: defaultReadingsConfig,
  schedules: defaultScheduleConfig,
  sweep: defaultSweepConfig,
  purge: defaultPurgeConfig,
  tally: defaultTallyConfig,
  expiry: defaultExpiryConfig,
  usage: defaultUsageConfig,
  events: defaultEventsConfig,
  webhooks: defaultWebhooksConfig,
  quotaWatch: defaultQuotaWatchConfig,
  exports: defaultExportsConfig,
  erasure: defaultErasureConfig,
} as const satisfies Partial<ApiConfig>;
