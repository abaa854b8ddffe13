import {
  type CappedTenant,
  type Logger,
  type QuotaNoticesRepository,
  type QuotaRepository,
  type QuotaStanding,
} from '@echocohort/platform';
import { nearableCaps, type QuotaNearData, type TenantId } from '@echocohort/shared';
import { type QuotaWatchConfig } from '../api-config.js';
import { type LeaderDuty, type TickResult } from '../dispatch/leader-duty.js';

export interface WatchQuotasParts {
  readonly notices: Pick<QuotaNoticesRepository, 'capped' | 'tell'>;
  readonly quota: Pick<QuotaRepository, 'standing'>;
  readonly logger: Logger;
  readonly config: QuotaWatchConfig;
  readonly now?: () => number;
}

/** Caps of which so large a share is used, or more. */
export const nearCaps = (caps: CappedTenant['caps'], used: QuotaStanding, share: number): QuotaNearData[] =>
  nearableCaps.flatMap((cap) => {
    const max = caps[cap];
    return max !== null && max > 0 && used[cap] >= share * max ? [{ cap, used: used[cap], max }] : [];
  });

/** Tells tenants once a day that a cap is near, some tenants at a time. */
export class WatchQuotas implements LeaderDuty {
  readonly name = 'watch quotas';
  #dueAt = Number.NEGATIVE_INFINITY;
  #after: TenantId | null = null;

  constructor(private readonly parts: WatchQuotasParts) {}

  begin(): void {
    this.#dueAt = Number.NEGATIVE_INFINITY;
    this.#after = null;
  }

  async tick(): Promise<TickResult> {
    const { notices, config, now = Date.now } = this.parts;
    if (now() < this.#dueAt) return 'idle';
    const tenants = await notices.capped(this.#after, config.tenantsPerTick);
    for (const tenant of tenants) await this.#look(tenant);
    this.#after = tenants.at(-1)?.id ?? null;
    if (tenants.length === config.tenantsPerTick) return 'more';
    this.#after = null;
    this.#dueAt = now() + config.everyMs;
    return 'idle';
  }

  async #look({ id: tenantId, caps }: CappedTenant): Promise<void> {
    const { notices, quota, logger, config } = this.parts;
    for (const near of nearCaps(caps, await quota.standing(tenantId), config.nearShare))
      if (await notices.tell(tenantId, near)) logger.info({ tenantId, ...near }, 'a cap of a tenant is near');
  }
}
