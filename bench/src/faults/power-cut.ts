import { setTimeout as delay } from 'node:timers/promises';
import { type RunId, runIdSchema } from '@echocohort/shared';
import { z } from 'zod';
import { type Accepted } from './load/ask.js';
import { Client } from './load/client.js';
import { faults } from './faults.js';
import { type Fleet } from './fleet/fleet.js';
import { becomes } from './ledger.js';
import { strayTakes, straysOf } from './strays.js';

const darkMs = 3_000;
const patienceMs = 30 * 60_000;

/** What a power cut in the midst of a cohort has cost. */
export interface PowerCut {
  /** Samples that were there when the power went, and those of them that are the same files still. */
  readonly madeBefore: number;
  readonly keptOfThem: number;
  /** Samples of tickets that were out then: no more than these may be made again. */
  readonly inFlight: number;
  /** Makings whose files no row names, before they are swept. */
  readonly madeTwice: number;
}

const takesOf = async ({ database }: Fleet, runId: RunId): Promise<ReadonlyMap<number, string | null>> => {
  const rows = await database.db.selectFrom('samples').select(['index', 'take']).where('runId', '=', runId).execute();
  return new Map(rows.map(({ index, take }) => [index, take]));
};

const remainingOf = async ({ database }: Fleet, runId: RunId): Promise<number> => {
  const { samples } = await database.db
    .selectFrom('tickets')
    .select(({ fn }) => fn.sum<string | null>('remaining').as('samples'))
    .where('runId', '=', runId)
    .executeTakeFirstOrThrow();
  return Number(samples ?? 0);
};

/** Asks for one cohort, cuts the power when half of it is made, gives it back, and waits until the cohort is over. */
export const cutPowerAmid = async (
  fleet: Fleet,
  samples: number,
  tell: (text: string) => void,
): Promise<{ readonly accepted: readonly Accepted[]; readonly cut: PowerCut }> => {
  const client = new Client(fleet.apis, fleet.tenants[0]);
  const plan = { kind: 'uniform', min: 20, max: 70 };
  const body = { plan, samples, seed: 1, tolerance: 50, maxAttempts: 1 };
  const answer = await client.send({ path: '/v1/cohorts', body, idempotencyKey: 'power-cut' });
  const { id } = z.object({ id: runIdSchema }).parse(answer);
  await becomes(async () => (await takesOf(fleet, id)).size >= samples / 2, patienceMs);
  tell('everything is killed');
  for (const { member } of [...fleet.apis, ...fleet.workers]) member.signal('SIGSTOP');
  const [before, inFlight] = [await takesOf(fleet, id), await remainingOf(fleet, id)];
  await faults['everything killed'].begin(fleet, 0);
  await delay(darkMs);
  await faults['everything killed'].end(fleet, 0);
  tell(`${before.size} of ${samples} were made; going on`);
  await becomes(async () => (await takesOf(fleet, id)).size >= samples, patienceMs);
  const after = await takesOf(fleet, id);
  const accepted = [{ tenantId: client.tenantId, runId: id, samples }];
  return {
    accepted,
    cut: {
      madeBefore: before.size,
      keptOfThem: [...before].filter(([index, take]) => after.get(index) === take).length,
      inFlight,
      madeTwice: strayTakes(await straysOf(fleet, accepted)),
    },
  };
};
