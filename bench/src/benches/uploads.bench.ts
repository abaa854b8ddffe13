import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Context } from './context.js';
import { familyOf } from '../measure/cpu-time.js';
import { probeHealth } from '../measure/health-probe.js';
import { residentBytes } from '../measure/resident-memory.js';
import { memoryGroup } from '../system/memory-group.js';
import { type Measured } from '../report/result.js';
import { type Answered, formOf, upload } from '../system/send-upload.js';
import { quantile } from '../measure/statistics.js';
import { createKey, startSystem, type System } from '../system/system.js';
import { goodUpload, worstUploads } from '../contestants/worst-uploads.js';

const memoryBytes = 1024 ** 3;
const worstOfEach = 10;
const goodOfEach = 50;
const goodTenants = 4;
const mebibyte = 1024 ** 2;

/** The most that a process and all its descendants had together, looked at ten times a second. */
const watchMemory = (pid: number): { peakBytes(): number; stop(): void } => {
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(
      peak,
      familyOf(pid).reduce((sum, one) => sum + residentBytes(one), 0),
    );
  }, 100);
  return { peakBytes: () => peak, stop: () => clearInterval(timer) };
};

/** Kills the API while it has uploads on their way, and counts what is left of them: processes and files. */
const leftAfterKill = async ({ api }: System, key: string, form: Uint8Array, scratch: string): Promise<number> => {
  const uploads = Array.from({ length: 6 }, () => upload(api.url, key, form));
  const gone = Promise.race(uploads).catch(() => undefined);
  while (familyOf(api.pid).length < 3) await delay(20);
  const family = familyOf(api.pid);
  process.kill(api.pid, 'SIGKILL');
  for (let look = 0; look < 100 && family.some(isAlive); look++) await delay(50);
  void gone;
  return family.filter(isAlive).length + (await readdir(scratch)).length;
};

const isAlive = (pid: number): boolean => residentBytes(pid) > 0;

const countOf = (answers: readonly Answered[], status: number): number =>
  answers.filter((one) => one.status === status).length;

/**
 * The worst files known, fifty at once, and two hundred good ones of other tenants beside them, against one API with the memory of its
 * container. Whoever is turned away comes back. Then the API is killed in the middle of some.
 */
export const uploadsBench = async (context: Context): Promise<Measured<'uploads'>> => {
  const { tell } = context;
  tell('making the files');
  const worst = worstUploads(context.scratch).map(formOf);
  const good = formOf(goodUpload());
  const scratch = join(context.scratch, 'api');
  await mkdir(scratch);
  const group = memoryGroup(`echocohort-bench-${process.pid}`, memoryBytes);
  context.atEnd(() => group?.remove());
  const system = await startSystem(context, { environment: { TMPDIR: scratch }, memory: group });
  const { url, pid } = system.api;
  const [attacker, ...others] = ['attacker', ...Array.from({ length: goodTenants }, (_, k) => `clinic-${k}`)].map(
    (name) => createKey(system, name),
  ) as [string, ...string[]];
  const [health, memory] = [probeHealth(url), watchMemory(pid)];
  const started = performance.now();
  tell(`uploading ${worst.length * worstOfEach} of the worst and ${goodTenants * goodOfEach} good files`);
  const [worstAnswers, goodAnswers] = await Promise.all([
    Promise.all(worst.flatMap((form) => Array.from({ length: worstOfEach }, () => upload(url, attacker, form)))),
    Promise.all(others.flatMap((key) => Array.from({ length: goodOfEach }, () => upload(url, key, good)))),
  ]);
  const seconds = (performance.now() - started) / 1_000;
  memory.stop();
  const latencies = await health.stop();
  const left = (await readdir(scratch)).length;
  tell('killing the API');
  const leftBehind = left + (await leftAfterKill(system, attacker, worst.at(-1) as Uint8Array, scratch));
  const all = [...worstAnswers, ...goodAnswers];
  return {
    figures: {
      worstUploads: worstAnswers.length,
      worstStored: countOf(worstAnswers, 201),
      worstRefused: countOf(worstAnswers, 422),
      goodUploads: goodAnswers.length,
      goodStored: countOf(goodAnswers, 201),
      turnedAway: all.reduce((sum, { turnedAway }) => sum + turnedAway, 0),
      seconds,
      healthzP99Ms: quantile(latencies, 0.99),
      healthzMaxMs: Math.max(...latencies),
      memoryPeakMiB: memory.peakBytes() / mebibyte,
      leftBehind,
    },
    spread: {},
    settings: { storage: context.args.storage, memoryLimitMiB: group === null ? 'none' : memoryBytes / mebibyte },
  };
};
