import { type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { type ClipFacts, decodeApart, extensionOf, sweepFolders, unlinkedFile } from '@echocohort/media';
import { type ObjectSource, storageKeys } from '@echocohort/platform';
import { type ClipId, newClipId, type TenantId } from '@echocohort/shared';
import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { type ApiOptions, PARTS } from '../parts.js';
import { chunksOf } from '../uploads/file-chunks.js';
import { type ReceivedFile } from '../uploads/receive-upload.js';
import { UploadSlots } from '../uploads/upload-slots.js';
import { UploadsUnderWay } from '../uploads/uploads-under-way.js';

/** A clip whose files are stored. */
export interface StoredClip extends Omit<ClipFacts, 'npyBytes'> {
  readonly id: ClipId;
  readonly framesKey: string;
  readonly sheetKey: string;
}

/** What lies on the scratch disk while a clip is decoded and stored. */
interface Scratch {
  readonly npy: FileHandle;
  readonly sheet: FileHandle;
}

/** Turns uploads into the stored files of clips: each is decoded in a process of its own, a few at a time. */
@Injectable()
export class ClipFiles implements OnModuleInit, OnApplicationShutdown {
  readonly #slots: UploadSlots;
  readonly #ending = new AbortController();

  constructor(
    @Inject(PARTS) private readonly parts: ApiOptions,
    @Inject(UploadsUnderWay) private readonly uploads: UploadsUnderWay,
  ) {
    this.#slots = new UploadSlots(parts.config.decodeConcurrency);
  }

  /** Earlier releases kept uploads in folders of this name, and a kill left them there. */
  onModuleInit(): void {
    sweepFolders(tmpdir(), 'upload');
  }

  /** Requests were given their time to end: what is decoded still is for nobody. */
  onApplicationShutdown(): void {
    this.#ending.abort();
  }

  /**
   * Decodes an upload, which is closed afterwards, and stores what came out; `keep` writes it down. Nothing is left in
   * storage of a clip that could not be written down; of one whose process was killed before, the leader deletes it.
   */
  async store<T>(tenantId: TenantId, upload: ReceivedFile, keep: (clip: StoredClip) => Promise<T>): Promise<T> {
    try {
      return await this.#slots.run(tenantId, () =>
        withScratch(async (scratch) => {
          const facts = await this.#decode(upload, scratch);
          await upload.handle.close();
          return this.#keep(tenantId, facts, scratch, keep);
        }),
      );
    } finally {
      await upload.handle.close();
    }
  }

  #decode({ handle, originalName }: ReceivedFile, { npy, sheet }: Scratch): Promise<ClipFacts> {
    const { signal } = this.#ending;
    const files = { input: handle.fd, npy: npy.fd, sheet: sheet.fd };
    return decodeApart(files, { extension: extensionOf(originalName), signal });
  }

  async #keep<T>(
    tenantId: TenantId,
    { npyBytes, ...facts }: ClipFacts,
    { npy, sheet }: Scratch,
    keep: (clip: StoredClip) => Promise<T>,
  ): Promise<T> {
    const { storage } = this.parts;
    const id = newClipId();
    const [framesKey, sheetKey] = [storageKeys.clipFrames(tenantId, id), storageKeys.clipSheet(tenantId, id)];
    const frames: ObjectSource = {
      sizeBytes: npyBytes,
      sha256: facts.sha256,
      read: () => chunksOf(npy),
    };
    return this.uploads.store(tenantId, id, async () => {
      await storage.put(framesKey, frames, { contentType: 'application/octet-stream' });
      await storage.put(sheetKey, await wholeOf(sheet), { contentType: 'image/png' });
      return keep({ ...facts, id, framesKey, sheetKey });
    });
  }
}

const wholeOf = async (file: FileHandle): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of chunksOf(file)) chunks.push(chunk);
  return Buffer.concat(chunks);
};

const withScratch = async <T>(work: (scratch: Scratch) => Promise<T>): Promise<T> => {
  const npy = await unlinkedFile();
  const sheet = await unlinkedFile().catch(async (error: unknown) => {
    await npy.close();
    throw error;
  });
  try {
    return await work({ npy, sheet });
  } finally {
    await Promise.all([npy.close(), sheet.close()]);
  }
};
