import { setTimeout as delay } from 'node:timers/promises';
import { newTenantId } from '@echocohort/shared';
import { sql } from 'kysely';
import { type StandInWorker } from '../contestants/stand-in-worker.js';
import { type Scrape, scrape } from '../measure/prometheus.js';
import { storeRuns } from '../system/load.js';
import { type System } from '../system/system.js';

const tenants = 1_000;
const runsPerTenant = 10;
const samplesPerRun = 1_000;
const metric = 'echocohort_duty_duration_seconds';
const duty = 'dispatch tickets';
const bucketPattern = new RegExp(
  `^${metric}_bucket\\{.*le="([\\d.]+)".*duty="${duty}"|^${metric}_bucket\\{.*duty="${duty}".*le="([\\d.]+)"`,
);

/** Upper bounds of the buckets, in seconds, and how many rounds took at most so long. */
const bucketsOf = (scraped: Scrape): { readonly bound: number; readonly rounds: number }[] =>
  scraped.text
    .split('\n')
    .flatMap((line) => {
      const found = bucketPattern.exec(line);
      const le = found?.[1] ?? found?.[2];
      return le === undefined ? [] : [le];
    })
    .map((le) => ({ bound: Number(le), rounds: scraped.sum(`${metric}_bucket`, { duty, le }) }));

/** The bound below which the share q of the rounds between two looks stayed: never less than the true quantile. */
const boundOf = (before: Scrape, after: Scrape, q: number): number => {
  const rounds = after.sum(`${metric}_count`, { duty }) - before.sum(`${metric}_count`, { duty });
  const earlier = new Map(bucketsOf(before).map((bucket) => [bucket.bound, bucket.rounds]));
  const found = bucketsOf(after).find((bucket) => bucket.rounds - (earlier.get(bucket.bound) ?? 0) >= q * rounds);
  return found?.bound ?? Infinity;
};

/** How long the leader takes to fill its windows while ten thousand runs of a thousand tenants are open and a worker is busy. */
export const dispatchRounds = async (
  system: System,
  worker: StandInWorker,
  seconds: number,
): Promise<{ readonly roundMsP50: number; readonly roundMsP99: number }> => {
  const ids = Array.from({ length: tenants }, newTenantId);
  await system.database.db
    .insertInto('tenants')
    .values(ids.map((id, k) => ({ id, name: `of-a-thousand-${k}` })))
    .execute();
  for (const tenantId of ids)
    await storeRuns({ ...system, tenantId }, { runs: runsPerTenant, samples: samplesPerRun, lane: 'bulk' });
  // As it would be by itself within a minute.
  await sql`vacuum analyze runs, tenants`.execute(system.database.db);
  await worker.run();
  await delay((seconds * 1_000) / 4);
  const before = await scrape(system.api.url);
  await delay(seconds * 1_000);
  const after = await scrape(system.api.url);
  await worker.rest();
  await system.database.db.updateTable('runs').set({ status: 'cancelled' }).where('tenantId', 'in', ids).execute();
  return { roundMsP50: 1_000 * boundOf(before, after, 0.5), roundMsP99: 1_000 * boundOf(before, after, 0.99) };
};
