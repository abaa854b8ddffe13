import {
  type ApiKeyId,
  type ClipId,
  type ErrorCode,
  type Lane,
  type ReadingFacts,
  type RunId,
  type RunSpec,
  type RunStatus,
  type SampleStatus,
  type TenantId,
  type TicketId,
  type TicketPayload,
} from '@echocohort/shared';

/** What went wrong with a run or a sample, as it is stored and shown: never a stack, never a path. */
export interface StoredError {
  readonly code: ErrorCode;
  readonly message: string;
}

/** Newest first for runs and clips: `after` is the last id of the page before. `limit` is the page's size. */
export interface Page<Cursor> {
  readonly after?: Cursor | undefined;
  readonly limit: number;
}

export interface Tenant {
  readonly id: TenantId;
  readonly name: string;
  /** Share of the devices beside other tenants, a positive whole number. */
  readonly weight: number;
}

/** Who a request comes from. */
export interface Caller {
  readonly tenantId: TenantId;
  readonly apiKeyId: ApiKeyId;
}

/** A rectangle of a frame, px. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The ultrasound sector in the uploaded frames: a box in px and the share of it that moves or is lit. */
export interface Sector extends Box {
  readonly coverage: number;
}

export interface NewClip {
  readonly id: ClipId;
  readonly originalName: string;
  readonly format: string;
  readonly frames: number;
  readonly height: number;
  readonly width: number;
  readonly framesPerSecond: number | null;
  /** Storage key of frames.npy, uint8 [frames, height, width]. */
  readonly framesKey: string;
  readonly sheetKey: string;
  /** SHA-256 of frames.npy in lower-case hex. */
  readonly sha256: string;
  readonly sector: Sector;
  /** What a model looks at, in px of the stored frames. */
  readonly view: Box;
}

export interface ClipRow extends NewClip {
  readonly tenantId: TenantId;
  readonly createdAt: Date;
}

/** A clip and the bundle that reads it. */
export interface ReadingRef {
  readonly tenantId: TenantId;
  readonly clipId: ClipId;
  readonly fingerprint: string;
}

/** pending: asked for. done: read, and its contact sheet is drawn. failed: given up. The reading may be there before the end. */
export type ReadingStatus = 'pending' | 'done' | 'failed';

/** What is known of a clip by one bundle. */
export interface ClipReadingRow {
  readonly clipId: ClipId;
  readonly status: ReadingStatus;
  /** Null until the clip is read. */
  readonly reading: ReadingFacts | null;
  /** Storage key of the contact sheet with outlines; null until it is drawn. */
  readonly sheetKey: string | null;
  /** Why it was given up. */
  readonly error: StoredError | null;
}

export interface RunRow {
  readonly id: RunId;
  readonly tenantId: TenantId;
  readonly lane: Lane;
  readonly spec: RunSpec;
  /** Of the bundle that the run is pinned to. */
  readonly fingerprint: string;
  readonly status: RunStatus;
  readonly samplesTotal: number;
  /** The first sample that no ticket holds yet. */
  readonly nextIndex: number;
  readonly succeeded: number;
  /** Of the succeeded, those of which both readings lie within tolerance. */
  readonly accepted: number;
  readonly failed: number;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  /** The error of the first sample that failed. */
  readonly error: StoredError | null;
}

/** What a worker says about a sample that is made or has failed for good. */
export interface SampleOutcome {
  readonly runId: RunId;
  readonly index: number;
  readonly tenantId: TenantId;
  readonly status: Exclude<SampleStatus, 'pending' | 'cancelled'>;
  readonly targetEfPercent: number;
  readonly measuredEfPercent: number | null;
  /** The same by the reader that took no part in training or selection. */
  readonly auditEfPercent: number | null;
  /** What the made frames show to that reader; null when it did not look. */
  readonly shownEfPercent: number | null;
  readonly accepted: boolean;
  /** Tries used, 1 or more; 0 when it failed before the first. */
  readonly attempts: number;
  readonly frames: number;
  readonly framesPerSecond: number;
  /** Which making its files are of (`storageKeys`); '' before there were takes. With the video facts null for one that failed. */
  readonly take: string | null;
  readonly videoSha256: string | null;
  readonly videoBytes: number | null;
  /** Wall-clock seconds from taking the sample to its upload. */
  readonly seconds: number;
  readonly error: StoredError | null;
}

export interface SampleRow extends SampleOutcome {
  readonly createdAt: Date;
}

/** An outcome with the ticket and the epoch that it was made under. */
export interface SampleResultRow extends SampleOutcome {
  readonly ticketId: TicketId;
  readonly epoch: number;
}

/**
 * committed: the row names this take, by this call or by an earlier one whose answer was lost. duplicate: it names another,
 * nothing changed. fenced: there is no row, and the ticket is gone (cancelled) or has a newer epoch; nothing changed. After
 * either of the two no row will ever name this take.
 */
export type CommitVerdict = 'committed' | 'fenced' | 'duplicate';

/** A run with samples that no ticket holds yet, as the dispatcher sees it. */
export interface BacklogRun {
  readonly runId: RunId;
  readonly tenantId: TenantId;
  readonly weight: number;
  /** Of each of its samples. */
  readonly frames: number;
  readonly nextIndex: number;
  readonly samplesTotal: number;
}

/** What tickets of one queue still have to make. */
export interface OpenWork {
  readonly fingerprint: string;
  readonly lane: Lane;
  readonly samples: number;
}

export interface TicketRequest {
  readonly runId: RunId;
  readonly count: number;
}

/** A ticket whose samples are not all in. */
export interface OpenTicket {
  readonly ticketId: TicketId;
  readonly epoch: number;
  readonly payload: TicketPayload;
}

/** A ticket whose open samples were failed, because no worker survives it. */
export interface GivenUpTicket {
  readonly ticketId: TicketId;
  readonly runId: RunId;
  readonly samples: number;
}

export interface QueueFigures {
  readonly lane: Lane;
  /** Samples of live runs that have no result yet, dispatched or not. */
  readonly backlogSamples: number;
  /** Age of the oldest live run, seconds. */
  readonly oldestBacklogSeconds: number;
}
