import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ClipReadingsRepository, type ClipReadingRow, type ClipRow } from '@echocohort/platform';
import { EchoError, jobCatalog } from '@echocohort/shared';
import {
  beatingClipOf,
  expectEventually,
  runSpecOf,
  startPostgres,
  startRedis,
  type RedisRig,
  type Rig,
} from '@echocohort/testing';
import {
  createRun,
  dispatchRun,
  metricOf,
  openSystem,
  startWorker,
  storeClip,
  watchedStorage,
  type TestSystem,
  type TestWorker,
} from '../system.rig.js';

let postgres: Rig;
let redis: RedisRig;
let system: TestSystem;
let workers: TestWorker[] = [];

beforeAll(async () => {
  [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
  system = await openSystem(postgres.url, redis.url);
});
afterAll(async () => {
  await system.close();
  await Promise.all([postgres.stop(), redis.stop()]);
});
beforeEach(() => {
  workers = [];
});
afterEach(() => Promise.all(workers.map(({ worker }) => worker.close())));

const start = async (options?: Parameters<typeof startWorker>[1]): Promise<TestWorker> => {
  const started = await startWorker(system, options);
  workers.push(started);
  return started;
};
const outage = () => new EchoError('storage-failed', 'the rig is down');

const fingerprintOf = (): string => system.bundle.fingerprint;
/** A clip whose reading is asked for and queued. */
const askedFor = async (clip = beatingClipOf(), fingerprint = fingerprintOf()): Promise<ClipRow> => {
  const row = await storeClip(system, clip, { fingerprints: [fingerprint] });
  await queue(row, fingerprint);
  return row;
};
const queue = ({ tenantId, id: clipId }: ClipRow, fingerprint = fingerprintOf()): Promise<void> =>
  system.readingQueue.add([{ tenantId, clipId, fingerprint }]);
const known = async ({ tenantId, id }: ClipRow, fingerprint = fingerprintOf()): Promise<ClipReadingRow> =>
  (await new ClipReadingsRepository(system.database).ofClips(tenantId, [id], fingerprint))[0] as ClipReadingRow;
const ended = (clip: ClipRow, fingerprint = fingerprintOf()): Promise<ClipReadingRow> =>
  expectEventually(
    async () => {
      const row = await known(clip, fingerprint);
      expect(row.status).not.toBe('pending');
      return row;
    },
    { timeoutMs: 30_000 },
  );
/** The next attempt is the last one. */
const usedUp = async ({ id }: ClipRow): Promise<void> => {
  const attempts = jobCatalog['clip-reading'].attempts - 1;
  await system.database.db.updateTable('clipReadings').set({ attempts }).where('clipId', '=', id).execute();
};

describe('the job of a reading', () => {
  it('reads the clip and draws its contact sheet', async () => {
    const { metrics } = await start();
    const clip = await askedFor();
    const row = await ended(clip);
    expect(row).toMatchObject({ status: 'done', error: null, reading: { refusal: null, frames: expect.any(Array) } });
    const png = await system.storage.get(row.sheetKey as string);
    expect([...png.subarray(1, 4)]).toEqual([...Buffer.from('PNG')]);
    expect(row.sheetKey).not.toBe(clip.sheetKey);
    expect(await metricOf(metrics, 'echocohort_readings_total', { outcome: 'readable' })).toBe(1);
    await expectEventually(async () => expect(await system.readingQueue.size(system.bundle.fingerprint)).toBe(0));
  });

  it('ends well with a clip that shows no ventricle', async () => {
    const { metrics } = await start();
    const black = { ...beatingClipOf(), pixels: new Uint8Array(16 * 32 * 32) };
    expect(await ended(await askedFor(black))).toMatchObject({
      status: 'done',
      reading: { refusal: expect.stringContaining('no ventricle was found'), bestFrame: null },
    });
    expect(await metricOf(metrics, 'echocohort_readings_total', { outcome: 'refused' })).toBe(1);
  });

  it('tries again what failed, and says why when the attempts are used up', async () => {
    const { metrics } = await start();
    const clip = await storeClip(system, beatingClipOf(), { fingerprints: [fingerprintOf()] });
    const pixels = await system.storage.get(clip.framesKey);
    await system.storage.delete(clip.framesKey);
    await queue(clip);
    await expectEventually(async () => {
      const [row] = await system.database.db
        .selectFrom('clipReadings')
        .select('attempts')
        .where('clipId', '=', clip.id)
        .execute();
      expect(row?.attempts).toBe(1);
    });
    await system.storage.put(clip.framesKey, pixels, { contentType: 'application/octet-stream' });
    expect(await ended(clip)).toMatchObject({ status: 'done', error: null });

    const gone = await storeClip(system, beatingClipOf(), { fingerprints: [fingerprintOf()] });
    await system.storage.delete(gone.framesKey);
    await usedUp(gone);
    await queue(gone);
    expect(await ended(gone)).toMatchObject({
      status: 'failed',
      reading: null,
      error: { code: 'not-found', message: 'the frames of the clip are gone from the storage' },
    });
    expect(await metricOf(metrics, 'echocohort_readings_total', { outcome: 'failed' })).toBe(1);
  }, 60_000);

  it('gives up a clip that has ended every worker so far', async () => {
    await start();
    const clip = await storeClip(system, beatingClipOf(), { fingerprints: [fingerprintOf()] });
    const attempts = jobCatalog['clip-reading'].attempts;
    await system.database.db.updateTable('clipReadings').set({ attempts }).where('clipId', '=', clip.id).execute();
    await queue(clip);
    expect(await ended(clip)).toMatchObject({ status: 'failed', error: { code: 'internal' } });
  });

  it('waits while no worker has the bundle, and holds nobody up', async () => {
    await start();
    const fingerprint = '9'.repeat(64);
    const waiting = await askedFor(beatingClipOf(), fingerprint);
    const own = await askedFor();
    expect(await ended(own)).toMatchObject({ status: 'done' });
    expect(await known(waiting, fingerprint)).toMatchObject({ status: 'pending', error: null });
    expect(await system.readingQueue.size(fingerprint)).toBe(1);
  });

  it('does nothing twice', async () => {
    const watched = watchedStorage(system.storage, outage);
    await start({ storage: watched.storage });
    const clip = await askedFor();
    await ended(clip);
    const { reads } = watched.state;
    await queue(clip);
    await expectEventually(async () => expect(await system.readingQueue.size(system.bundle.fingerprint)).toBe(0));
    expect(watched.state.reads).toBe(reads);
  });
});

describe('a worker that stops in the middle of a reading', () => {
  it('does not wait for it, and leaves it to another one at once', async () => {
    const watched = watchedStorage(system.storage, outage);
    watched.shut();
    const { worker } = await start({ storage: watched.storage });
    const clip = await askedFor();
    await expectEventually(() => expect(watched.state.waiting).toBe(1));
    const startMs = performance.now();
    await worker.drain();
    expect(performance.now() - startMs).toBeLessThan(2_000);
    expect(await system.readingQueue.size(system.bundle.fingerprint)).toBe(1);
    expect(await known(clip)).toMatchObject({ status: 'pending' });
    watched.open();
    await start();
    expect(await ended(clip)).toMatchObject({ status: 'done' });
  });
});

describe('readings beside samples', () => {
  it('go on together: neither waits for the end of the other', async () => {
    await start();
    const { manifest, fingerprint } = system.bundle;
    const bundle = { name: manifest.name, version: manifest.version, fingerprint };
    const run = await createRun(system, runSpecOf({ bundle, frames: manifest.maxFrames, samples: 200 }));
    const clips = await Promise.all(Array.from({ length: 12 }, () => askedFor()));
    await dispatchRun(system, run, 8);
    const doneOf = async (): Promise<number> => (await system.runs.find(system.tenantId, run.id))?.succeeded ?? 0;
    await ended(clips[0] as ClipRow);
    const between = await expectEventually(async () => {
      const done = await doneOf();
      expect(done).toBeGreaterThan(0);
      return done;
    });
    for (const clip of clips) await ended(clip);
    await expectEventually(async () => expect(await doneOf()).toBe(200), { timeoutMs: 60_000 });
    expect(between).toBeLessThan(200);
  }, 120_000);
});
