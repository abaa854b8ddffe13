import { TenantsRepository, type Usage, type UsageDay, UsageRepository } from '@echocohort/platform';
import { EchoError, type TenantId } from '@echocohort/shared';
import { Inject, Injectable } from '@nestjs/common';
import { type UsageQuery, type UsageView } from './usage.schema.js';

const nothing: Usage = { samples: 0, attempts: 0, frames: 0, bytes: 0, uploads: 0 };

const sumOf = (days: readonly UsageDay[]): Usage =>
  days.reduce<Usage>(
    (sum, day) => ({
      samples: sum.samples + day.samples,
      attempts: sum.attempts + day.attempts,
      frames: sum.frames + day.frames,
      bytes: sum.bytes + day.bytes,
      uploads: sum.uploads + day.uploads,
    }),
    nothing,
  );

@Injectable()
export class UsageService {
  constructor(
    @Inject(UsageRepository) private readonly usage: UsageRepository,
    @Inject(TenantsRepository) private readonly tenants: TenantsRepository,
  ) {}

  async own(tenantId: TenantId, period: UsageQuery): Promise<UsageView> {
    const days = await this.usage.days(tenantId, period);
    return { ...period, total: sumOf(days), days };
  }

  async of(tenantId: TenantId, period: UsageQuery): Promise<UsageView> {
    if ((await this.tenants.find(tenantId)) === null)
      throw new EchoError('not-found', `There is no tenant ${tenantId}`);
    return this.own(tenantId, period);
  }
}
