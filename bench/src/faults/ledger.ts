import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type StoragePort, storageKeys } from '@echocohort/platform';
import { isTerminal, type RunId, type TenantId } from '@echocohort/shared';
import { sql } from 'kysely';
import pLimit from 'p-limit';
import { type Accepted } from './load/ask.js';
import { type Sight, straysOf } from './strays.js';

/** What became of everything that was accepted, in samples; orphans in objects. */
export interface Ledger {
  readonly accepted: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly pending: number;
  /** Accepted, and neither made nor failed nor cancelled nor pending; or made, and its files are not there or not whole. */
  readonly lost: number;
  /** Made under two ids, or with files of two makings. */
  readonly duplicated: number;
  /** Objects that no row names. */
  readonly orphans: number;
}

const pollMs = 500;
const readsAtOnce = 16;

/** Asks now and then until it is so, or until it is too late. @returns whether it came to be so */
export const becomes = async (isSo: () => Promise<boolean>, timeoutMs: number): Promise<boolean> => {
  const deadline = performance.now() + timeoutMs;
  while (!(await isSo())) {
    if (performance.now() > deadline) return false;
    await delay(pollMs);
  }
  return true;
};

/** Waits until nothing accepted is under way. */
export const untilOver = ({ database }: Sight, accepted: readonly Accepted[], timeoutMs: number): Promise<boolean> => {
  const ids = accepted.map(({ runId }) => runId);
  return becomes(async () => {
    const runs = await database.db.selectFrom('runs').select('status').where('id', 'in', ids).execute();
    return runs.every(({ status }) => isTerminal(status));
  }, timeoutMs);
};

/** Has the leader sweep at once what it would sweep in an hour, and waits for it. */
export const untilSwept = async ({ database }: Sight, timeoutMs: number): Promise<boolean> => {
  await sql`update runs set finished_at = finished_at - interval '2 hours' where leftovers`.execute(database.db);
  return becomes(async () => {
    const left = await database.db.selectFrom('runs').select('id').where('leftovers', '=', true).limit(1).execute();
    return left.length === 0;
  }, timeoutMs);
};

/** Why samples have failed, and how many. */
export const reasonsOf = async (
  { database }: Sight,
  accepted: readonly Accepted[],
): Promise<ReadonlyMap<string, number>> => {
  const rows = await database.db
    .selectFrom('samples')
    .select('error')
    .where('status', '=', 'failed')
    .where(
      'runId',
      'in',
      accepted.map(({ runId }) => runId),
    )
    .execute();
  return countBy(rows, ({ error }) => (error === null ? 'no reason' : `${error.code}: ${error.message}`));
};

interface SampleRow {
  readonly runId: RunId;
  readonly tenantId: TenantId;
  readonly index: number;
  readonly status: string;
  readonly take: string | null;
  readonly videoSha256: string | null;
}

/** Looks at every row and every object. */
export const balance = async (sight: Sight, accepted: readonly Accepted[]): Promise<Ledger> => {
  const { database, storage } = sight;
  const ids = accepted.map(({ runId }) => runId);
  const runs = await database.db
    .selectFrom('runs')
    .select(['id', 'status', 'samplesTotal'])
    .where('id', 'in', ids)
    .execute();
  const rows: SampleRow[] = await database.db
    .selectFrom('samples')
    .select(['runId', 'tenantId', 'index', 'status', 'take', 'videoSha256'])
    .where('runId', 'in', ids)
    .execute();
  const succeeded = rows.filter(({ status }) => status === 'succeeded');
  const failed = rows.length - succeeded.length;
  const rowsOf = countBy(rows, ({ runId }) => runId);
  const without = (isOf: (status: (typeof runs)[number]['status']) => boolean): number =>
    sum(runs.filter(({ status }) => isOf(status)).map(({ id, samplesTotal }) => samplesTotal - (rowsOf.get(id) ?? 0)));
  const [cancelled, pending] = [without((status) => status === 'cancelled'), without((status) => !isTerminal(status))];
  const all = sum(accepted.map(({ samples }) => samples));
  const limit = pLimit(readsAtOnce);
  const whole = await Promise.all(succeeded.map((row) => limit(() => isWhole(storage, row))));
  const broken = whole.filter((is) => !is).length;
  const unaccounted = all - succeeded.length - failed - cancelled - pending;
  return {
    ...{ accepted: all, succeeded: succeeded.length, failed, cancelled, pending },
    lost: Math.max(0, unaccounted) + broken,
    duplicated: Math.max(0, -unaccounted) + (accepted.length - new Set(ids).size),
    orphans: (await straysOf(sight, accepted)).length,
  };
};

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

const countBy = <T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, number> => {
  const counts = new Map<K, number>();
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return counts;
};

/** Every file is there, and the video is the one that the row tells of. */
const isWhole = async (storage: StoragePort, { take, videoSha256, ...place }: SampleRow): Promise<boolean> => {
  try {
    const files = storageKeys.sampleFiles({ ...place, take: take ?? '' });
    const [video] = await Promise.all(files.map((key) => storage.get(key)));
    return (
      createHash('sha256')
        .update(video as Uint8Array)
        .digest('hex') === videoSha256
    );
  } catch {
    return false;
  }
};
