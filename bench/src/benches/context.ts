import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Arguments } from '../arguments.js';
import { root } from '../system/root.js';

/** What every bench is given. */
export interface Context {
  readonly args: Arguments;
  /** Folder of the bundle that is measured. */
  readonly bundleDir: string;
  /** Threads of both sides on the CPU: all cores. */
  readonly threads: number;
  /** A folder of this run, deleted at its end. */
  readonly scratch: string;
  /** Says how it goes, on stderr. */
  readonly tell: (line: string) => void;
  /** Has something closed at the end, in the opposite order. */
  readonly atEnd: (close: () => unknown) => void;
}

const defaultBundle = 'models/echo-motion';

/** Runs a bench and, whatever happens, closes what it opened. */
export const withContext = async <T>(args: Arguments, work: (context: Context) => Promise<T>): Promise<T> => {
  const scratch = await mkdtemp(join(tmpdir(), 'echocohort-bench-'));
  const closers: (() => unknown)[] = [];
  try {
    return await work({
      args,
      bundleDir: args.bundle ?? join(root, defaultBundle),
      threads: availableParallelism(),
      scratch,
      tell: (line) => process.stderr.write(`${line}\n`),
      atEnd: (close) => closers.push(close),
    });
  } finally {
    for (const close of closers.reverse()) await close();
    await rm(scratch, { recursive: true, force: true });
  }
};
