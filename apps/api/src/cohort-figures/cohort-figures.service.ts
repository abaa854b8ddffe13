import { type RunRow, RunsRepository, RunTalliesRepository, type TargetHistogram } from '@echocohort/platform';
import { type CohortSpec, EchoError, type RunId, type TenantId } from '@echocohort/shared';
import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { targetHistogram } from '../cohort-plan/estimate.js';
import { type CohortFigures } from './cohort-figures.schema.js';
import { cohortFiguresView } from './cohort-figures.view.js';

const plansKept = 1_000;

@Injectable()
export class CohortFiguresService {
  /** A plan is counted once: it follows from the spec. */
  readonly #planned = new LRUCache<string, TargetHistogram>({ max: plansKept });

  constructor(
    @Inject(RunsRepository) private readonly runs: RunsRepository,
    @Inject(RunTalliesRepository) private readonly tallies: RunTalliesRepository,
  ) {}

  async get(tenantId: TenantId, runId: RunId): Promise<CohortFigures> {
    const run = await this.runs.find(tenantId, runId, 'cohort');
    if (run === null) throw new EchoError('not-found', `There is no cohort ${runId}`);
    return cohortFiguresView(await this.tallies.find(tenantId, run), this.#plannedOf(run));
  }

  #plannedOf({ id, spec, samplesTotal, summary }: RunRow): TargetHistogram {
    if (summary?.targets !== undefined) return summary.targets;
    const key = `${id}-${samplesTotal}`;
    const known = this.#planned.get(key);
    if (known !== undefined) return known;
    const planned = targetHistogram(spec as CohortSpec);
    this.#planned.set(key, planned);
    return planned;
  }
}
