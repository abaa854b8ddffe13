import { EchoError, type TenantId } from '@echocohort/shared';
import { quotaExceeded } from '../tenants/quota.js';

/** How many uploads may be on their way, from their first byte to the stored clip, and how many bytes of them. */
export interface UploadBounds {
  readonly uploads: number;
  readonly bytes: number;
}

/** What one tenant may have of it: one that sends without end leaves room for the others. */
const shareOf = ({ uploads, bytes }: UploadBounds): UploadBounds => ({
  uploads: Math.ceil(uploads / 4),
  bytes: Math.ceil(bytes / 2),
});

/** An upload takes seconds. */
const retrySeconds = 5;

interface Taken {
  uploads: number;
  bytes: number;
}

/**
 * Lets uploads in before a byte of them is received, within bounds in all and for each tenant: what is received lies on
 * a disk that has an end.
 */
export class UploadAdmission {
  private readonly inAll: Taken = { uploads: 0, bytes: 0 };
  private readonly byTenant = new Map<TenantId, Taken>();
  private readonly share: UploadBounds;

  constructor(private readonly bounds: UploadBounds) {
    this.share = shareOf(bounds);
  }

  /** Uploads that are on their way. */
  get uploads(): number {
    return this.inAll.uploads;
  }

  /**
   * Takes the place of an upload of at most that many bytes.
   * @param uploadsAtOnce the tenant's own cap
   * @returns what gives it back; more than once is no error
   * @throws EchoError `too-many-requests` when there is none, `quota-exceeded` when the tenant's cap allows none
   */
  admit(tenantId: TenantId, bytes: number, uploadsAtOnce: number | null = null): () => void {
    const own = this.byTenant.get(tenantId) ?? { uploads: 0, bytes: 0 };
    if (uploadsAtOnce !== null && own.uploads >= uploadsAtOnce)
      throw quotaExceeded('uploadsAtOnce', { used: own.uploads, wanted: 1, max: uploadsAtOnce }, retrySeconds);
    if (!fits(own, bytes, this.share))
      throw new EchoError('too-many-requests', 'Too many of your uploads are on their way; try again in a moment');
    if (!fits(this.inAll, bytes, this.bounds))
      throw new EchoError('too-many-requests', 'Too many uploads are on their way; try again in a moment');
    this.byTenant.set(tenantId, own);
    for (const taken of [own, this.inAll]) add_(taken, 1, bytes);
    let isGiven = false;
    return () => {
      if (isGiven) return;
      isGiven = true;
      for (const taken of [own, this.inAll]) add_(taken, -1, -bytes);
      if (own.uploads === 0) this.byTenant.delete(tenantId);
    };
  }
}

const fits = (taken: Taken, bytes: number, bounds: UploadBounds): boolean =>
  taken.uploads < bounds.uploads && taken.bytes + bytes <= bounds.bytes;

const add_ = (taken: Taken, uploads: number, bytes: number): void => {
  taken.uploads += uploads;
  taken.bytes += bytes;
};
