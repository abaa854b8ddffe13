import { type CapName, QuotaRepository, type QuotaStanding, type TenantCaps } from '@echocohort/platform';
import { EchoError, type TenantId } from '@echocohort/shared';
import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';

/** How long another process may go on with the caps of before. */
const rememberMs = 10_000;
/** When queued samples may have become fewer. */
const queueRetrySeconds = 60;
const daySeconds = 24 * 60 * 60;

const secondsToMidnight = (): number => daySeconds - (Math.floor(Date.now() / 1_000) % daySeconds);

/** What a request is told that a cap does not allow: which one, and where it stands. */
export const quotaExceeded = (
  cap: CapName,
  facts: { readonly used: number; readonly wanted: number; readonly max: number },
  retryAfterSeconds?: number,
): EchoError => {
  const { used, wanted, max } = facts;
  const expected = `expected at most ${max}; it stands at ${used}, and this asks for ${wanted} more`;
  return new EchoError('quota-exceeded', `${cap}: ${expected}`, {
    issues: [{ field: cap, expected }],
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  });
};

/** How large a thing will be is known when it is made: what begins below the cap may end above it. */
const assertRoom = (used: number, max: number | null): void => {
  if (max === null || used < max) return;
  const expected = `expected less than ${max} in use; it stands at ${used}`;
  throw new EchoError('quota-exceeded', `storageBytes: ${expected}`, { issues: [{ field: 'storageBytes', expected }] });
};

/**
 * Holds tenants to their caps. Who has none costs no query. Requests of one tenant that come at the same moment are not
 * held against each other: together they may exceed a cap by what they ask for.
 */
@Injectable()
export class Quota {
  readonly #caps: LRUCache<TenantId, TenantCaps>;

  constructor(@Inject(QuotaRepository) private readonly repository: QuotaRepository) {
    // A thousand requests at once ask once.
    this.#caps = new LRUCache({
      ...{ max: 10_000, ttl: rememberMs, ignoreFetchAbort: true },
      fetchMethod: (tenantId) => repository.caps(tenantId),
    });
  }

  /** @throws EchoError `quota-exceeded` when so many samples more are too many, in the queue, for today, or for a full store */
  async assertMayQueue(tenantId: TenantId, samples: number): Promise<void> {
    const { queuedSamples, samplesPerDay, storageBytes } = await this.caps(tenantId);
    if (queuedSamples === null && samplesPerDay === null && storageBytes === null) return;
    const used = await this.standing(tenantId);
    assertRoom(used.storageBytes, storageBytes);
    const assert = (cap: keyof QuotaStanding, max: number | null, retryAfterSeconds: number): void => {
      if (max !== null && used[cap] + samples > max)
        throw quotaExceeded(cap, { used: used[cap], wanted: samples, max }, retryAfterSeconds);
    };
    assert('queuedSamples', queuedSamples, queueRetrySeconds);
    assert('samplesPerDay', samplesPerDay, secondsToMidnight());
  }

  /** @throws EchoError `quota-exceeded` when the tenant has stored all that it may */
  async assertMayStore(tenantId: TenantId): Promise<void> {
    const { storageBytes } = await this.caps(tenantId);
    if (storageBytes !== null) assertRoom((await this.standing(tenantId)).storageBytes, storageBytes);
  }

  caps(tenantId: TenantId): Promise<TenantCaps> {
    return this.#caps.forceFetch(tenantId);
  }

  standing(tenantId: TenantId): Promise<QuotaStanding> {
    return this.repository.standing(tenantId);
  }

  /** A tenant's caps have changed: they hold at once in this process. */
  forget(tenantId: TenantId): void {
    this.#caps.delete(tenantId);
  }
}
