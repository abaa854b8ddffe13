import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const sizeMib = 64;

/** A folder for temporary files that can be full: a file system of its own where this user may mount one. */
export class Scratch {
  readonly #filler: string;

  private constructor(
    readonly dir: string,
    /** Whether it can be filled without filling what others need. */
    readonly isOwn: boolean,
  ) {
    this.#filler = join(dir, 'filler');
  }

  static make(dir: string): Scratch {
    mkdirSync(dir, { recursive: true });
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeMib}m`, 'tmpfs', dir], { stdio: 'ignore' });
      return new Scratch(dir, true);
    } catch {
      return new Scratch(dir, false);
    }
  }

  fill(): void {
    if (!this.isOwn) return;
    const { bavail, bsize } = statfsSync(this.dir);
    try {
      writeFileSync(this.#filler, Buffer.alloc(Math.max(0, bavail * bsize)));
    } catch (error) {
      // Its process has written meanwhile: full is full.
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
  }

  empty(): void {
    rmSync(this.#filler, { force: true });
  }

  remove(): void {
    this.empty();
    if (this.isOwn) execFileSync('umount', ['-l', this.dir], { stdio: 'ignore' });
  }
}
