import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type MemoryGroup } from './memory-group.js';
import { root } from './root.js';

/** A server process of this repository. */
export interface Served {
  readonly pid: number;
  readonly url: string;
  stop(): Promise<void>;
}

const quiet = { ORT_DISABLE_TELEMETRY: '1' };
const startMs = 180_000;
const stopMs = 30_000;
const pollMs = 50;

/**
 * Starts a compiled app with nothing but the environment given, and waits until it is ready.
 * @param script below the repository's root
 * @param memory the group that it runs in
 * @throws Error with the end of what it wrote when it ends before that
 */
export const serve = async (
  script: string,
  url: string,
  env: Readonly<Record<string, string>>,
  memory: MemoryGroup | null = null,
): Promise<Served> => {
  // A shell joins the group and becomes the server, so that everything which that starts is in it too.
  const node = [process.execPath, join(root, script)] as const;
  const [command, ...words] =
    memory === null ? node : (['sh', '-c', 'echo $$ > "$0"; exec "$@"', memory.members, ...node] as const);
  const child = spawn(command, words, {
    cwd: root,
    env: { ...process.env, ...quiet, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-4_000);
    });
  const gone = once(child, 'exit');
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), stopMs);
    await gone;
    clearTimeout(late);
  };
  const deadline = performance.now() + startMs;
  while (!(await isReady(url))) {
    if (child.exitCode !== null) throw new Error(`${script} ended with ${child.exitCode}\n${said}`);
    if (performance.now() > deadline) {
      await stop();
      throw new Error(`${script} was not ready in time\n${said}`);
    }
    await delay(pollMs);
  }
  return { pid: child.pid ?? 0, url, stop };
};

const isReady = (url: string): Promise<boolean> =>
  fetch(`${url}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );
