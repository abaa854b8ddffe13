import { createHash } from 'node:crypto';
import { type DueFiring, type DueSchedulesRepository, type FiringResult, type Logger } from '@echocohort/platform';
import { EchoError, limits, type RunId, type TenantId } from '@echocohort/shared';
import { type ScheduleConfig } from '../api-config.js';
import { type LeaderDuty, type TickResult } from '../dispatch/leader-duty.js';
import { planFirings } from './plan-firings.js';

/** Makes a cohort of a request's body; the same key makes it once. */
export type MakeCohort = (tenantId: TenantId, body: unknown, key: string) => Promise<RunId>;

export interface FireSchedulesParts {
  readonly repository: DueSchedulesRepository;
  readonly makeCohort: MakeCohort;
  readonly logger: Logger;
  readonly config: ScheduleConfig;
  readonly now?: () => number;
}

/** The seed of a firing: of its own, and the same whoever fires it, and however often that is tried. */
export const firingSeed = (scheduleId: string, fireAt: Date, seed: number | undefined): number => {
  const hash = createHash('sha256')
    .update(JSON.stringify([scheduleId, fireAt.toISOString(), seed ?? null]))
    .digest();
  return hash.readUInt32BE(0) % (limits.seedMax + 1);
};

/**
 * Fires schedules. A time becomes a firing first, in the database and once, whoever leads; a firing becomes a cohort then, by an
 * idempotency key of its own, and is tried again for as long as a part of the system does not answer.
 */
export class FireSchedules implements LeaderDuty {
  readonly name = 'fire schedules';
  #dueAtMs = Number.NEGATIVE_INFINITY;

  constructor(private readonly parts: FireSchedulesParts) {}

  begin(): void {
    this.#dueAtMs = Number.NEGATIVE_INFINITY;
  }

  async tick(): Promise<TickResult> {
    const { config } = this.parts;
    if (this.#now() < this.#dueAtMs) return 'idle';
    this.#dueAtMs = this.#now() + config.everyMs;
    const due = await this.#recordDue();
    const open = await this.parts.repository.open(config.firingsPerTick);
    for (const firing of open) await this.#make(firing);
    return due === config.firingsPerTick || open.length === config.firingsPerTick ? 'more' : 'idle';
  }

  async #recordDue(): Promise<number> {
    const { repository, config } = this.parts;
    const now = new Date(this.#now());
    const due = await repository.due(now, config.firingsPerTick);
    for (const schedule of due) {
      const { nextFireAt, catchUp: policy, catchUpMax: max } = schedule;
      if (nextFireAt === null) continue;
      const plan = planFirings({ ...schedule, nextFireAt, catchUp: { policy, max } }, now);
      const skipped = plan.skipped === null ? [] : [{ fireAt: plan.skipped, status: 'skipped' as const }];
      await repository.record(
        schedule,
        [...skipped, ...plan.fire.map((fireAt) => ({ fireAt, status: 'due' as const }))],
        plan.next,
      );
    }
    return due.length;
  }

  async #make(due: DueFiring): Promise<void> {
    const { repository, logger } = this.parts;
    const { firing, schedule } = due;
    const result = await this.#result(due);
    if (result === null) return;
    await repository.settle(firing.id, result);
    const { id: scheduleId, tenantId } = schedule;
    logger.info({ scheduleId, tenantId, firingId: firing.id, ...result }, 'a schedule fired');
  }

  /** Null when it is to be tried again: a part of the system does not answer. */
  async #result({ firing, schedule }: DueFiring): Promise<FiringResult | null> {
    const { repository, makeCohort, logger } = this.parts;
    const { id: scheduleId, tenantId, cohort } = schedule;
    const sources =
      firing.clipsFrom === null ? null : await repository.clipsBetween(firing, limits.sourcesPerCohortMax);
    const clips = sources?.length ?? null;
    if (clips === 0) return { status: 'skipped', clips };
    const seed = firingSeed(scheduleId, firing.fireAt, typeof cohort['seed'] === 'number' ? cohort['seed'] : undefined);
    const body = { ...cohort, seed, ...(sources === null ? {} : { sources: { clipIds: sources } }) };
    try {
      // No caller's key holds a space.
      return { status: 'fired', clips, runId: await makeCohort(tenantId, body, `firing ${firing.id}`) };
    } catch (error) {
      if (!(error instanceof EchoError) || error.verdict.retry) {
        logger.warn({ err: error, scheduleId, firingId: firing.id }, 'a schedule cannot fire now');
        return null;
      }
      return { status: 'failed', clips, error: { code: error.code, message: error.message } };
    }
  }

  #now(): number {
    return (this.parts.now ?? Date.now)();
  }
}
