import { type CohortSummary, type MadeFigures, MadeFiguresRepository, storageKeys } from '@echocohort/platform';
import { type CohortSpec, type ItemsSpec, type TenantId } from '@echocohort/shared';
import { Inject, Injectable } from '@nestjs/common';
import { leftOutView } from '../cohorts/cohort.view.js';
import { type ApiOptions, type OfferedBundle, PARTS } from '../parts.js';
import { estimateCosts } from './estimate.js';
import { type CohortEstimate } from './estimate.schema.js';

/** A cohort that could be made. */
export interface PossibleCohort {
  readonly spec: CohortSpec | ItemsSpec;
  readonly life: { readonly summary: CohortSummary };
}

/** Says what cohorts would come to, by what samples of their model have cost the tenant. */
@Injectable()
export class CohortEstimates {
  constructor(
    @Inject(PARTS) private readonly parts: ApiOptions,
    @Inject(MadeFiguresRepository) private readonly made: MadeFiguresRepository,
  ) {}

  async of(
    tenantId: TenantId,
    { manifest, fingerprint }: OfferedBundle,
    { spec, life }: PossibleCohort,
    histogram: CohortEstimate['histogram'],
  ): Promise<CohortEstimate> {
    const figures = await this.made.find(tenantId, fingerprint);
    const waiting = await this.made.waiting(tenantId, fingerprint);
    const besideVideoBytes = figures && (await this.#besideVideo(figures));
    const { arms, sources, splits, leftOut } = life.summary;
    return {
      dryRun: true,
      samples: spec.samples,
      ...{ arms, sources, splits, histogram },
      leftOut: leftOutView(leftOut),
      ...estimateCosts(spec, { manifest, figures, besideVideoBytes, waiting, nowMs: Date.now() }),
    };
  }

  /** Bytes of what lies beside a sample's video; null when the store cannot tell. */
  async #besideVideo({ example }: MadeFigures): Promise<number | null> {
    const keys = [storageKeys.sampleSheet(example), storageKeys.sampleRecord(example)];
    const heads = await Promise.all(keys.map((key) => this.parts.storage.head(key).catch(() => null)));
    return heads.some((head) => head === null) ? null : heads.reduce((sum, head) => sum + (head?.sizeBytes ?? 0), 0);
  }
}
