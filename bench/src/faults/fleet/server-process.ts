import { spawn } from 'node:child_process';
import { readFileSync, readlinkSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const pollMs = 20;
/** Rigs keep their server's pid in a file, for the one that cleans up. */
const folderOfRig = /\/\S*echocohort-(?:redis|postgres|s3)-\w{6}/;

const isThere = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** A server that somebody else has started: it can be killed, and started again just as it was. */
export class ServerProcess {
  readonly #words: readonly string[];
  readonly #cwd: string;
  readonly #environment: Readonly<Record<string, string>>;
  readonly #owner: { readonly uid: number; readonly gid: number };

  constructor(private pid: number) {
    this.#words = partsOf(pid, 'cmdline');
    this.#cwd = readlinkSync(`/proc/${pid}/cwd`);
    this.#environment = Object.fromEntries(partsOf(pid, 'environ').map(nameAndValue));
    const { uid, gid } = statSync(`/proc/${pid}`);
    this.#owner = { uid, gid };
  }

  /** Kills it at once, and waits until it is gone. Its children end with it, or as soon as they see it. */
  async kill(): Promise<void> {
    process.kill(this.pid, 'SIGKILL');
    while (isThere(this.pid)) await delay(pollMs);
  }

  /** Starts it again with the same words, in the same folder, as the same user. */
  start(): void {
    const [command, ...words] = this.#words as [string, ...string[]];
    const program = readProgram(command, this.#environment['PATH']);
    const child = spawn(program, words, { cwd: this.#cwd, env: this.#environment, stdio: 'ignore', ...this.#owner });
    child.unref();
    this.pid = child.pid ?? 0;
    const folder = folderOfRig.exec(this.#words.join(' '))?.[0];
    if (folder !== undefined) writeFileSync(join(folder, 'pid'), String(this.pid));
  }
}

const nameAndValue = (line: string): [name: string, value: string] => {
  const at = line.indexOf('=');
  return [line.slice(0, at), line.slice(at + 1)];
};

const partsOf = (pid: number, file: 'cmdline' | 'environ'): string[] =>
  readFileSync(`/proc/${pid}/${file}`, 'utf8').split('\0').filter(Boolean);

const readProgram = (command: string, path = process.env['PATH']): string =>
  command.includes('/')
    ? command
    : (path
        ?.split(':')
        .map((dir) => join(dir, command))
        .find(isFile) ?? command);

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
