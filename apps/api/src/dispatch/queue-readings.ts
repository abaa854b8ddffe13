import { type PendingReadingsRepository, type ReadingQueue } from '@echocohort/platform';
import { type ClipId } from '@echocohort/shared';
import { type ReadingsConfig } from '../api-config.js';
import { type LeaderDuty, type TickResult } from './leader-duty.js';

export interface QueueReadingsParts {
  readonly repository: PendingReadingsRepository;
  readonly queue: ReadingQueue;
  /** Fingerprints of the offered bundles that read clips. */
  readonly fingerprints: readonly string[];
  readonly config: ReadingsConfig;
  readonly now?: () => number;
}

/** A look through all clips, newest first, for one bundle after the other. */
interface Look {
  readonly bundle: number;
  readonly before: ClipId | null;
}

const fromTheNewest: Look = { bundle: 0, before: null };

/**
 * Queues the readings that are asked for. What is queued already is queued again: that changes nothing while its job lives,
 * and brings it back when Redis has lost it. While hardly anything waits, it looks for clips that an offered bundle has never
 * read (the bundle is new, or the clip came by a process that did not offer it) and asks for those.
 */
export class QueueReadings implements LeaderDuty {
  readonly name = 'queue readings';
  #tickedAt = Number.NEGATIVE_INFINITY;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #look: Look | null = null;

  constructor(private readonly parts: QueueReadingsParts) {}

  begin(): void {
    this.#tickedAt = Number.NEGATIVE_INFINITY;
    this.#lookedAt = Number.NEGATIVE_INFINITY;
    this.#look = null;
  }

  async tick(): Promise<TickResult> {
    const { repository, queue, fingerprints, config, now = Date.now } = this.parts;
    if (fingerprints.length === 0 || now() - this.#tickedAt < config.everyMs) return 'idle';
    this.#tickedAt = now();
    const waiting = await repository.list(fingerprints, config.windowReadings);
    await queue.add(waiting);
    if (waiting.length < config.missingPerTick) await this.#askForMissing(now());
    return 'idle';
  }

  async #askForMissing(nowMs: number): Promise<void> {
    const { repository, fingerprints, config } = this.parts;
    if (this.#look === null && nowMs - this.#lookedAt < config.lookEveryMs) return;
    const { bundle, before } = this.#look ?? fromTheNewest;
    this.#lookedAt = nowMs;
    const bounds = { clips: config.clipsPerTick, limit: config.missingPerTick };
    const { next } = await repository.addMissing(fingerprints[bundle] as string, before, bounds);
    if (next !== null) this.#look = { bundle, before: next };
    else this.#look = bundle + 1 < fingerprints.length ? { bundle: bundle + 1, before: null } : null;
  }
}
