import { setTimeout as delay } from 'node:timers/promises';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

const everyMs = 100;
/** What an answer that never comes is counted as. */
const lostMs = 60_000;

/** Asks an API on a thread of its own whether it lives, again and again: the asker's own work must not look like the API's. */
export const probeHealth = (url: string): { stop(): Promise<number[]> } => {
  const thread = new Worker(new URL(import.meta.url), { workerData: url });
  return {
    stop: async () => {
      const latencies = new Promise<number[]>((resolve, reject) => {
        thread.once('message', resolve);
        thread.once('error', reject);
      });
      thread.postMessage('stop');
      return latencies;
    },
  };
};

const ask = async (url: string): Promise<number> => {
  const started = performance.now();
  try {
    const answer = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(lostMs) });
    await answer.arrayBuffer();
    return answer.ok ? performance.now() - started : lostMs;
  } catch {
    return lostMs;
  }
};

const probe = async (url: string): Promise<void> => {
  const latencies: number[] = [];
  const over = new AbortController();
  parentPort?.once('message', () => over.abort());
  while (!over.signal.aborted) {
    latencies.push(await ask(url));
    await delay(everyMs);
  }
  parentPort?.postMessage(latencies);
};

if (!isMainThread && typeof workerData === 'string') await probe(workerData);
