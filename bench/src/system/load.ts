import { setTimeout as delay } from 'node:timers/promises';
import { newRunId, limits, type Lane, type RunId, type GenerationSpec } from '@echocohort/shared';
import { type Reading } from '../measure/statistics.js';
import { type System } from './system.js';

/** What a request asks for besides the number of samples. */
export interface Wish {
  readonly tolerance: number;
  readonly maxAttempts: number;
}

/** One attempt a sample, whatever its EF: the work is then the same for every sample and known beforehand. */
export const oneAttempt: Wish = { tolerance: limits.tolerancePpMax, maxAttempts: 1 };

const targetEfs = [25, 35, 45, 55, 65];

/** Requests samples through the public API, as a client does. */
export const post = async ({ api, apiKey }: System, samples: number, seed: number, wish: Wish): Promise<void> => {
  const response = await fetch(`${api.url}/v1/generations`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ samples, seed, targetEf: targetEfs[seed % targetEfs.length], ...wish }),
  });
  if (!response.ok) throw new Error(`POST /v1/generations: ${response.status} ${await response.text()}`);
};

/** The same for any number of samples, in as few requests as the API allows. */
export const postAll = async (system: System, samples: number, firstSeed: number, wish: Wish): Promise<void> => {
  const size = limits.samplesPerGenerationMax;
  const sizes = Array.from({ length: Math.ceil(samples / size) }, (_, k) => Math.min(size, samples - k * size));
  await Promise.all(sizes.map((count, k) => post(system, count, firstSeed + k, wish)));
};

/** Stores runs of `samples` each straight in the database, where the dispatcher finds them: no API call is measured. */
export const storeRuns = async (
  { database, bundle, tenantId }: System,
  { runs, samples, lane }: { runs: number; samples: number; lane: Lane },
): Promise<void> => {
  const { name, version, maxFrames } = bundle.manifest;
  const spec: GenerationSpec = {
    version: 1,
    bundle: { name, version, fingerprint: bundle.fingerprint },
    source: { kind: 'none' },
    targetEfPercents: targetEfs,
    frames: maxFrames,
    seed: 1,
    samples,
    tolerancePp: limits.tolerancePpMax,
    maxAttempts: 1,
    allowUnmeasured: false,
  };
  const counters = { nextIndex: 0, succeeded: 0, accepted: 0, failed: 0 };
  const row = {
    tenantId,
    lane,
    spec: JSON.stringify(spec),
    status: 'queued' as const,
    samplesTotal: samples,
    frames: maxFrames,
    ...counters,
  };
  const rows = Array.from({ length: runs }, () => ({ ...row, id: newRunId() }));
  for (let first = 0; first < rows.length; first += 1_000)
    await database.db
      .insertInto('runs')
      .values(rows.slice(first, first + 1_000))
      .execute();
};

/** A moment: runs that are made after it have greater ids. The clock of ids counts milliseconds. */
export const mark = async (): Promise<RunId> => {
  const since = newRunId();
  await delay(2);
  return since;
};

/** Samples of the runs since then that are committed. @throws Error when one of them has failed */
const committed = async ({ database }: System, since: RunId): Promise<number> => {
  const { succeeded, failed } = await database.db
    .selectFrom('runs')
    .select(({ fn }) => [fn.sum<string>('succeeded').as('succeeded'), fn.sum<string>('failed').as('failed')])
    .where('id', '>', since)
    .executeTakeFirstOrThrow();
  if (Number(failed) > 0) {
    const { error } = await database.db
      .selectFrom('samples')
      .select('error')
      .where('status', '=', 'failed')
      .executeTakeFirstOrThrow();
    throw new Error(`${failed} samples failed, so this measures nothing; one of them: ${JSON.stringify(error)}`);
  }
  return Number(succeeded);
};

const pollMsMin = 50;
/** Of the time since the start: a slow device shares its cores with the watching, which may not cost what it measures. */
const pollShare = 1 / 100;
/** Without a single commit for this long, nothing more will come. */
const stuckMs = 120_000;

/** Waits until `total` samples of the runs since then are committed, and says how many there were when. */
export const watch = async (system: System, since: RunId, total: number): Promise<Reading[]> => {
  const startMs = performance.now();
  const readings: Reading[] = [{ seconds: 0, count: 0 }];
  for (let count = 0, changedMs = startMs; count < total;) {
    await delay(Math.max(pollMsMin, pollShare * (performance.now() - startMs)));
    const now = await committed(system, since);
    const atMs = performance.now();
    if (now > count) {
      changedMs = atMs;
      readings.push({ seconds: (atMs - startMs) / 1_000, count: now });
    }
    if (atMs - changedMs > stuckMs) throw new Error(`stuck at ${now} of ${total} samples`);
    count = now;
  }
  return readings;
};
