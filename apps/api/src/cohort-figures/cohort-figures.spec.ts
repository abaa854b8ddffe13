import { type RunId } from '@echocohort/shared';
import { expectEventually, startPostgres, startRedis } from '@echocohort/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { defaultTallyConfig } from '../api-config.js';
import { cohortDetailSchema } from '../cohorts/cohorts.schema.js';
import { failedFacts, makeSample } from '../test-rig/make-samples.js';
import { startTestApi, type TestApi } from '../test-rig/start-test-api.js';
import { cohortFiguresSchema } from './cohort-figures.schema.js';

const video = new TextEncoder().encode('0123456789');

describe('figures of a cohort', () => {
  let rigs: { url: string; stop(): Promise<void> }[];
  let test: TestApi;

  beforeAll(async () => {
    const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
    rigs = [postgres, redis];
    test = await startTestApi({
      ...{ database: { databaseUrl: postgres.url }, redisUrl: redis.url },
      config: { tally: { ...defaultTallyConfig, everyMs: 20 } },
    });
  });
  afterAll(async () => {
    await test.close();
    await Promise.all(rigs.map((rig) => rig.stop()));
  });

  const create = async (samples: number): Promise<RunId> => {
    const body = { plan: { kind: 'list', targets: [20, 40] }, samples, frames: 16 };
    return (await test.alice.client.post('/v1/cohorts', body)).json(cohortDetailSchema).id;
  };
  const figuresOf = async (id: RunId) =>
    (await test.alice.client.get(`/v1/cohorts/${id}/figures`)).json(cohortFiguresSchema);
  const make = (id: RunId, index: number, facts = {}) =>
    expectEventually(() => makeSample(test, id, index, video, facts));
  const filled = (histogram: { min: number; planned: number; made: number }[]) =>
    histogram.filter(({ planned, made }) => planned + made > 0);

  it('say what was planned and what was made', async () => {
    const id = await create(10);
    expect(await figuresOf(id)).toMatchObject({
      ...{ made: 0, accepted: 0, failed: 0, acceptedShare: null, meanAttempts: null },
      ...{ medianError: null, medianAuditError: null, plannedCounted: 10 },
    });
    await make(id, 0, { attempts: 3 });
    await make(id, 1, { measuredEfPercent: 44.95, accepted: false, attempts: 8 });
    await make(id, 2, { ...failedFacts, attempts: 1, error: { code: 'sampler-failed', message: 'no' } });
    const figures = await figuresOf(id);
    expect(figures).toMatchObject({ made: 2, accepted: 1, failed: 1, acceptedShare: 0.5, meanAttempts: 4 });
    expect(filled(figures.histogram)).toEqual([
      { min: 20, max: 25, planned: 5, made: 1 },
      { min: 40, max: 45, planned: 5, made: 1 },
    ]);
    // One is off by 1 point, the other by 4.95.
    expect(figures.medianError).toBeCloseTo(1.1, 5);
    expect(figures.medianAuditError).toBeCloseTo(1.05, 1);
  });

  it('are kept for a million samples while they are made', async () => {
    const id = await create(1_000_000);
    for (const index of [0, 1, 2, 3]) await make(id, index);
    const figures = await figuresOf(id);
    expect(figures).toMatchObject({ made: 4, accepted: 4, plannedCounted: 10_000 });
    expect(filled(figures.histogram)).toMatchObject([{ made: 2 }, { made: 2 }]);
    const planned = figures.histogram.reduce((sum, bin) => sum + bin.planned, 0);
    expect(planned).toBe(1_000_000);
    expect((await test.bob.client.get(`/v1/cohorts/${id}/figures`)).status).toBe(404);
  });
});
