import { setTimeout } from 'node:timers/promises';
import { type Database, type Leadership, type Logger, type Metrics } from '@echocohort/platform';
import { type LeaderConfig } from '../api-config.js';
import { type DispatchBell } from './dispatch-bell.js';
import { type LeaderDuty, type TickResult } from './leader-duty.js';

export interface LeaderParts {
  readonly database: Pick<Database, 'tryLead'>;
  readonly logger: Logger;
  readonly metrics: Pick<Metrics, 'dutyDuration'>;
  readonly config: LeaderConfig;
  readonly bell: DispatchBell;
  /** In the order in which a turn does them. */
  readonly duties: readonly LeaderDuty[];
}

const stopWaitMs = 2_000;

/** `failed`: a duty did not do what it should. `late`: the turn did not end in time. */
type TurnResult = TickResult | 'failed' | 'late';

/**
 * Of all processes that run one, a single leader does the duties, in turns. It leads as long as it gets on: a turn that hangs (a
 * Redis that takes commands and answers none), or nothing but failures for as long, costs it the right, and another process may
 * try. What a turn leaves undone, a later one finds: all that duties decide is in the database first.
 */
export class Leader {
  readonly #stop = new AbortController();
  #running: Promise<void> | null = null;

  constructor(private readonly parts: LeaderParts) {}

  start(): void {
    this.#running ??= this.#run();
  }

  /** Ends after the turn under way and hands the leadership on. A turn that hangs is not waited for: its connection's end ends it. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await within(this.#running ?? Promise.resolve(), stopWaitMs);
  }

  async #run(): Promise<void> {
    const { database, logger, config } = this.parts;
    while (!this.#stop.signal.aborted) {
      try {
        const leadership = await database.tryLead();
        if (leadership !== null) await this.#lead(leadership);
      } catch (error) {
        logger.warn({ err: error }, 'the leader cannot reach the database');
      }
      // Not the bell: it rings with every request here, and each asking costs the database a connection.
      await setTimeout(config.leadRetryMs, null, { signal: this.#stop.signal }).catch(() => null);
    }
  }

  async #lead(leadership: Leadership): Promise<void> {
    const { logger, config, bell, duties } = this.parts;
    const signals = [this.#stop.signal, leadership.lost];
    logger.info('this process leads');
    for (const duty of duties) duty.begin();
    let turn: Promise<TurnResult> = Promise.resolve('idle');
    let wellAtMs = performance.now();
    try {
      while (!signals.some((signal) => signal.aborted)) {
        turn = this.#turn();
        const result = await within(turn, config.turnMaxMs);
        if (result === 'idle' || result === 'more') wellAtMs = performance.now();
        else if (result === 'late' || performance.now() - wellAtMs > config.turnMaxMs) {
          logger.error({ result }, 'the leader does not get on; another process may lead');
          break;
        }
        await bell.heard(result === 'idle' ? config.idlePollMs : config.busyPollMs, ...signals);
      }
    } finally {
      for (const duty of duties) duty.end?.();
      await leadership.release();
      logger.info('this process leads no longer');
    }
    // Never two turns at once: this process leads again when its last one has come to an end.
    await turn;
  }

  async #turn(): Promise<TurnResult> {
    const results: TurnResult[] = [];
    for (const duty of this.parts.duties) results.push(await this.#tick(duty));
    return results.find((result) => result === 'failed') ?? results.find((result) => result === 'more') ?? 'idle';
  }

  /** An outage of Redis or Postgres must not end the loop. */
  async #tick(duty: LeaderDuty): Promise<TurnResult> {
    const ended = this.parts.metrics.dutyDuration.startTimer({ duty: duty.name });
    try {
      return await duty.tick();
    } catch (error) {
      this.parts.logger.warn({ err: error, duty: duty.name }, 'a duty of the leader failed');
      return 'failed';
    } finally {
      ended();
    }
  }
}

/** What the work comes to, or `late` when it takes longer; it goes on then, unheard. */
const within = async <T>(work: Promise<T>, ms: number): Promise<T | 'late'> => {
  const ended = new AbortController();
  const late = setTimeout(ms, 'late' as const, { signal: ended.signal }).catch(() => 'late' as const);
  try {
    return await Promise.race([work, late]);
  } finally {
    ended.abort();
  }
};
