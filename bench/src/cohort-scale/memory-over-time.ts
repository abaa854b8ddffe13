import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { type StandInWorker } from '../contestants/stand-in-worker.js';
import { residentBytes } from '../measure/resident-memory.js';
import { slopeOf } from '../measure/statistics.js';
import { type System } from '../system/system.js';
import { type Client, createCohort, succeededOf } from './client.js';

/** What processes hold at a moment. */
export interface MemoryReading {
  readonly seconds: number;
  readonly samples: number;
  readonly apiMb: number;
  readonly workerMb: number;
  readonly redisMb: number;
}

export interface MemoryOverTime {
  readonly readings: readonly MemoryReading[];
  readonly apiRssSlopeMbPerHour: number;
  readonly workerRssSlopeMbPerHour: number;
  readonly redisBytesMax: number;
}

const everyMs = 1_000;
/** A process grows until its caches and its heap are as large as it needs them: a leak goes on after that. */
const warmShare = 0.2;
/** More points than these say no more, and pairs of them are many. */
const pointsMax = 300;

const mega = 1e6;

const usedBytes = async (redis: Redis): Promise<number> =>
  Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1] ?? 0);

const thinned = <T>(items: readonly T[], max: number): T[] => {
  const step = Math.max(1, Math.ceil(items.length / max));
  return items.filter((_, k) => k % step === 0);
};

/** Megabytes an hour, after the warm-up. */
const slopePerHour = (readings: readonly MemoryReading[], part: 'apiMb' | 'workerMb'): number => {
  const steady = readings.slice(Math.floor(readings.length * warmShare));
  return slopeOf(steady.map((reading) => ({ x: reading.seconds / 3_600, y: reading[part] })));
};

/** Works off a cohort of so many samples, and looks every second at what API, worker and Redis hold. */
export const memoryOverTime = async (
  system: System,
  client: Client,
  worker: StandInWorker,
  total: number,
): Promise<MemoryOverTime> => {
  const redis = new Redis(system.redisUrl);
  const readings: MemoryReading[] = [];
  let redisBytesMax = 0;
  await worker.run();
  const id = await createCohort(client, total);
  const startedMs = performance.now();
  for (let samples = 0; samples < total;) {
    await delay(everyMs);
    samples = await succeededOf(system, id);
    const redisBytes = await usedBytes(redis);
    redisBytesMax = Math.max(redisBytesMax, redisBytes);
    readings.push({
      seconds: (performance.now() - startedMs) / 1_000,
      samples,
      apiMb: residentBytes(system.api.pid) / mega,
      workerMb: residentBytes(worker.pid) / mega,
      redisMb: redisBytes / mega,
    });
  }
  await worker.rest();
  redis.disconnect();
  const kept = thinned(readings, pointsMax);
  return {
    readings: kept,
    apiRssSlopeMbPerHour: slopePerHour(kept, 'apiMb'),
    workerRssSlopeMbPerHour: slopePerHour(kept, 'workerMb'),
    redisBytesMax,
  };
};
