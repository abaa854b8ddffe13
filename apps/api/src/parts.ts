import {
  type Database,
  type Logger,
  type Metrics,
  type Redis,
  type ReadingQueue,
  type StoragePort,
  type TicketQueue,
} from '@echocohort/platform';
import { type BundleManifest } from '@echocohort/shared';
import { type ApiConfig } from './api-config.js';

/** A bundle as the API knows it: what it promises, and the SHA-256 of its bundle.json. */
export interface OfferedBundle {
  readonly manifest: BundleManifest;
  readonly fingerprint: string;
}

/** What the API is built from. Whoever makes these closes them, after the API is closed. */
export interface ApiOptions {
  readonly database: Database;
  readonly storage: StoragePort;
  /** Counts requests; the queues may share it. */
  readonly redis: Redis;
  readonly queue: TicketQueue;
  readonly readingQueue: ReadingQueue;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly config: ApiConfig;
  readonly bundles: readonly OfferedBundle[];
}

/** Injection token of the ApiOptions that this API was made with. */
export const PARTS = Symbol('api parts');
