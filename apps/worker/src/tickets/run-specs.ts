import { type RunsRepository } from '@echocohort/platform';
import { EchoError, type RunSpec, type TicketPayload } from '@echocohort/shared';
import { LRUCache } from 'lru-cache';
import { type Outages } from '../flow/outages.js';

/** Which samples of which run a ticket is of. */
type TicketSlice = Pick<TicketPayload, 'tenantId' | 'runId' | 'first' | 'count'>;

const specsKept = 10_000;
/** Of all specs that are kept: a cohort may have thousands, some 150 bytes each. */
const sourcesKept = 200_000;

const sourcesOf = (spec: RunSpec): number => (spec.version === 1 ? 1 : spec.sources.length);

/**
 * The specs of runs. Tickets do not carry them: each is asked for once, however many tickets of its run come here, and again
 * when a ticket is of samples that the run did not have.
 */
export class RunSpecs {
  private readonly specs: LRUCache<string, RunSpec, () => Promise<RunSpec>>;

  constructor(
    private readonly runs: Pick<RunsRepository, 'find'>,
    private readonly outages: Outages,
  ) {
    this.specs = new LRUCache({
      max: specsKept,
      maxSize: specsKept + sourcesKept,
      sizeCalculation: (spec) => 1 + sourcesOf(spec),
      fetchMethod: (_key, _stale, { context }) => context(),
      ignoreFetchAbort: true,
    });
  }

  /** @throws EchoError `not-found` when the run is gone, and its tickets with it */
  async of({ tenantId, runId, first, count }: TicketSlice): Promise<RunSpec> {
    const find = async (): Promise<RunSpec> => {
      const run = await this.outages.database(() => this.runs.find(tenantId, runId));
      if (run) return run.spec;
      throw new EchoError('not-found', `the run ${runId} is gone`);
    };
    const spec = await this.specs.forceFetch(runId, { context: find });
    if (first + count <= spec.samples) return spec;
    return this.specs.forceFetch(runId, { context: find, forceRefresh: true });
  }
}
