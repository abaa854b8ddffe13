import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '@echocohort/testing';
import { type Context } from '../benches/context.js';
import { serve, type Served } from '../system/processes.js';
import { type System } from '../system/system.js';

const pollMs = 20;
/** A gauge that only the process shows which leads. */
const leadersOnly = 'echocohort_oldest_backlog_age_seconds';
const limitMs = 120_000;

const leads = async ({ url }: Served): Promise<boolean> => {
  const answer = await fetch(`${url}/metrics`);
  return (await answer.text()).includes(`${leadersOnly}{`);
};

/** Milliseconds until a process leads, or leads no longer. */
const until = async (api: Served, isLeading: boolean): Promise<number> => {
  const startedMs = performance.now();
  while ((await leads(api)) !== isLeading) {
    if (performance.now() - startedMs > limitMs) throw new Error('the leadership did not change hands');
    await delay(pollMs);
  }
  return performance.now() - startedMs;
};

const secondApi = async (context: Context, { environment }: System): Promise<Served> => {
  const url = `http://127.0.0.1:${await freePort()}`;
  const api = await serve('apps/api/dist/main.js', url, { ...environment, PORT: new URL(url).port });
  context.atEnd(() => api.stop());
  return api;
};

/** How long nobody leads after the leader was stopped as by a debugger, and after it was killed, while a second API is there. */
export const handover = async (
  context: Context,
  system: System,
): Promise<{ readonly handoverStoppedMs: number; readonly handoverKilledMs: number }> => {
  const [first, second] = [system.api, await secondApi(context, system)];
  await until(first, true);
  process.kill(first.pid, 'SIGSTOP');
  const handoverStoppedMs = await until(second, true);
  process.kill(first.pid, 'SIGCONT');
  await until(first, false);
  process.kill(second.pid, 'SIGKILL');
  return { handoverStoppedMs, handoverKilledMs: await until(first, true) };
};
