import { storageKeys } from '@echocohort/platform';
import { clipIdSchema, tenantIdSchema } from '@echocohort/shared';
import { Inject, Injectable } from '@nestjs/common';
import { type ApiOptions, PARTS } from '../parts.js';
import { type Readiness } from './health.schema.js';

const deadlineMs = 2_000;
const nobody = '00000000000000000000000000';
const absentKey = storageKeys.clipFrames(tenantIdSchema.parse(`ten_${nobody}`), clipIdSchema.parse(`clip_${nobody}`));

type Check = Readiness['checks']['database'];

/** Settles as `error` when the probe fails or takes too long: clients of a lost server may wait for its return. */
const outcome = async (probe: () => Promise<unknown>): Promise<Check> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Check>((resolve) => {
    timer = setTimeout(() => resolve('error'), deadlineMs);
  });
  const asked = probe().then(
    (): Check => 'ok',
    (): Check => 'error',
  );
  return Promise.race([asked, late]).finally(() => clearTimeout(timer));
};

@Injectable()
export class HealthService {
  #draining = false;

  constructor(@Inject(PARTS) private readonly parts: ApiOptions) {}

  /** From now on the API says that it is not ready, so that no new requests are sent to it. */
  drain(): void {
    this.#draining = true;
  }

  /**
   * Requests are answered as long as the database is: runs wait there for Redis, and what needs storage says so. An API
   * that were taken away with Redis would take reading and cancelling along.
   */
  #statusOf(checks: Readiness['checks']): Readiness['status'] {
    if (this.#draining || checks.database === 'error') return 'error';
    return Object.values(checks).every((check) => check === 'ok') ? 'ok' : 'degraded';
  }

  async readiness(): Promise<Readiness> {
    const { database, queue, storage, bundles } = this.parts;
    const anyQueue = { fingerprint: bundles[0]?.fingerprint ?? '', lane: 'interactive' } as const;
    const [databaseCheck, redis, files] = await Promise.all([
      outcome(() => database.ping()),
      outcome(() => queue.depth(anyQueue)),
      outcome(() => storage.head(absentKey)),
    ]);
    const checks = { database: databaseCheck, redis, storage: files };
    return { status: this.#statusOf(checks), draining: this.#draining, checks };
  }
}
