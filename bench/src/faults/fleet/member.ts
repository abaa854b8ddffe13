import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { root } from '../../system/root.js';

const restartMs = 1_000;
const keptChars = 8_000;

const lastWordsChars = 200;

/** The last line of what a process said; of its log, the message and the error. */
const lastWords = (said: string): string => {
  const line = said.trim().split('\n').at(-1) ?? '';
  const [, error] = /"err":\{"type":"\w+","message":"([^"]*)"/.exec(line) ?? [];
  const [, message] = /"msg":"([^"]*)"/.exec(line) ?? [];
  return message === undefined ? line.slice(0, lastWordsChars) : `${message}: ${error ?? ''}`;
};

/** A process of the system under a supervisor: one that ends is started again, as Kubernetes would. */
export class Member {
  #child: ChildProcess | null = null;
  #wanted = false;
  #said = '';
  /** What it said last, each time that it ended by itself. */
  readonly ends: string[] = [];

  constructor(
    readonly name: string,
    private readonly script: string,
    private readonly environment: Readonly<Record<string, string>>,
  ) {}

  start(): void {
    this.#wanted = true;
    const child = spawn(process.execPath, [join(root, this.script)], {
      cwd: root,
      env: { ...process.env, ORT_DISABLE_TELEMETRY: '1', ...this.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (bytes: Buffer) => (this.#said = (this.#said + bytes.toString()).slice(-keptChars)));
    child.once('exit', (code, signal) => {
      if (!this.#wanted || this.#child !== child) return;
      this.ends.push(`${code ?? signal}, ${lastWords(this.#said)}`);
      setTimeout(() => this.#wanted && this.start(), restartMs).unref();
    });
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  /** Ends it and leaves it ended. */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    this.#wanted = false;
    const child = this.#child;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGCONT');
    child.kill(signal);
    await gone;
  }
}
