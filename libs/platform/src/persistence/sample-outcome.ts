import { type RunId, type SampleStatus, type TenantId } from '@echocohort/shared';
import { type StoredError } from '../database/stored-values.js';

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
