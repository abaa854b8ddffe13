import { type AbandonedUpload, storageKeys, type UploadId, UploadsRepository } from '@echocohort/platform';
import { clipIdSchema, runIdSchema, type TenantId } from '@echocohort/shared';
import { Inject, Injectable } from '@nestjs/common';
import { type ApiOptions, PARTS } from '../parts.js';

/** What an upload may have stored before it was a clip or a run. */
export const uploadKeys = ({ tenantId, id }: AbandonedUpload): string[] => {
  const clip = clipIdSchema.safeParse(id);
  return clip.success
    ? [storageKeys.clipFrames(tenantId, clip.data), storageKeys.clipSheet(tenantId, clip.data)]
    : [storageKeys.runItems(tenantId, runIdSchema.parse(id))];
};

/** Objects are stored between an upload's beginning and the row that names them: whoever fails in between takes them back. */
@Injectable()
export class UploadsUnderWay {
  constructor(
    @Inject(PARTS) private readonly parts: ApiOptions,
    @Inject(UploadsRepository) private readonly uploads: UploadsRepository,
  ) {}

  /**
   * Does what stores an upload's objects and the row that claims it. Nothing is left of one that fails; of one whose process is
   * killed meanwhile, the leader deletes it (`DropAbandoned`).
   */
  async store<T>(tenantId: TenantId, id: UploadId, work: () => Promise<T>): Promise<T> {
    await this.uploads.begin(tenantId, id);
    try {
      return await work();
    } catch (error) {
      // The error that led here says more than one of a store that is away; the leader comes for what is left.
      await this.discard(tenantId, id).catch(() => undefined);
      throw error;
    }
  }

  /** An upload that cannot be abandoned has become what it was to be: then only the answer to its commit was lost. */
  async discard(tenantId: TenantId, id: UploadId): Promise<void> {
    if (!(await this.uploads.abandon(tenantId, id))) return;
    await this.parts.storage.deleteMany(uploadKeys({ tenantId, id }));
    await this.uploads.drop(tenantId, id);
  }
}
