import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A real server for one spec file, on its own port and in its own folder. */
export interface Rig {
  readonly url: string;
  /** Stops the server and deletes its folder; more than once is no error. */
  stop(): Promise<void>;
}

/** A folder of its own under the system's temporary one. */
export const rigFolder = (name: string): Promise<string> => mkdtemp(join(tmpdir(), `echocohort-${name}-`));

/**
 * Runs `cleanup`, a shell command that finds the folder in $DIR, when it is called, and by itself when this process is
 * gone for whatever reason, kill -9 included: a shell waits for the end of a pipe that only this process holds.
 */
export const guardFolder = (dir: string, cleanup: string): (() => Promise<void>) => {
  const guard = spawn('bash', ['-c', `cat >/dev/null; ${cleanup}`], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    env: { ...process.env, DIR: dir },
  });
  const ended = once(guard, 'exit');
  guard.unref();
  return async () => {
    guard.ref();
    guard.stdin.end();
    await ended;
  };
};

/** Cleanup of a server whose pid stands in $DIR/pid and whose command line names $DIR. */
export const killAndDelete = (signal: 'KILL' | 'QUIT'): string => `
  if pid=$(cat "$DIR/pid") && grep -qaF "$DIR" "/proc/$pid/cmdline"; then
    kill -${signal} "$pid"
    for _ in $(seq 100); do [ -d "/proc/$pid" ] || break; sleep 0.05; done
  fi
  rm -rf -- "$DIR"`;
