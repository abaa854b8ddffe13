import { type FileHandle } from 'node:fs/promises';
import { type Idempotency, type RunRow, RunsRepository, storageKeys, type WrittenItems } from '@echocohort/platform';
import { newRunId, type TenantId } from '@echocohort/shared';
import { Inject, Injectable } from '@nestjs/common';
import { type ApiOptions, PARTS } from '../parts.js';
import { chunksOf } from '../uploads/file-chunks.js';
import { UploadsUnderWay } from '../uploads/uploads-under-way.js';
import { type PlannedItems } from './plan-items.js';

/** Stores the object of an upload and its run, both or neither, whatever ends in between. */
@Injectable()
export class StoredItems {
  constructor(
    @Inject(PARTS) private readonly parts: ApiOptions,
    @Inject(UploadsUnderWay) private readonly uploads: UploadsUnderWay,
    @Inject(RunsRepository) private readonly runs: RunsRepository,
  ) {}

  /** With a key that was used before it is that earlier run, and nothing is stored. */
  async create(
    tenantId: TenantId,
    planned: PlannedItems,
    { file, written }: { readonly file: FileHandle; readonly written: WrittenItems },
    idempotency: Idempotency | undefined,
  ): Promise<{ run: RunRow; replayed: boolean }> {
    const { sizeBytes, sha256 } = written;
    const runId = newRunId();
    return this.uploads.store(tenantId, runId, async () => {
      const source = { sizeBytes, sha256, read: () => chunksOf(file) };
      const key = storageKeys.runItems(tenantId, runId);
      await this.parts.storage.put(key, source, { contentType: 'application/octet-stream' });
      const upload = { runId, bytes: sizeBytes };
      const created = await this.runs.create(tenantId, { ...planned, upload }, idempotency);
      if (created.replayed) await this.uploads.discard(tenantId, runId);
      return created;
    });
  }
}
