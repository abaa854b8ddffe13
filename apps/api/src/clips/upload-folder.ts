import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';

/** A folder of this process alone for uploads under way; made at the first one, gone with the API. */
@Injectable()
export class UploadFolder implements OnModuleDestroy {
  #made: Promise<string> | null = null;

  path(): Promise<string> {
    this.#made ??= mkdtemp(join(tmpdir(), 'echocohort-upload-'));
    return this.#made;
  }

  async onModuleDestroy(): Promise<void> {
    if (this.#made !== null) await rm(await this.#made, { recursive: true, force: true });
  }
}
