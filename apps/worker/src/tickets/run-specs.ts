import { type RunsRepository } from '@echocohort/platform';
import { EchoError, type RunSpec, type TicketPayload } from '@echocohort/shared';
import { LRUCache } from 'lru-cache';
import { type Outages } from '../flow/outages.js';

const specsKept = 10_000;

/** The specs of runs. Tickets do not carry them: each is asked for once, however many tickets of its run come here. */
export class RunSpecs {
  private readonly specs: LRUCache<string, RunSpec, () => Promise<RunSpec>>;

  constructor(
    private readonly runs: Pick<RunsRepository, 'find'>,
    private readonly outages: Outages,
  ) {
    this.specs = new LRUCache({
      max: specsKept,
      fetchMethod: (_key, _stale, { context }) => context(),
      ignoreFetchAbort: true,
    });
  }

  /** @throws EchoError `not-found` when the run is gone, and its tickets with it */
  of({ tenantId, runId }: Pick<TicketPayload, 'tenantId' | 'runId'>): Promise<RunSpec> {
    const find = async (): Promise<RunSpec> => {
      const run = await this.outages.database(() => this.runs.find(tenantId, runId));
      if (run) return run.spec;
      throw new EchoError('not-found', `the run ${runId} is gone`);
    };
    return this.specs.forceFetch(runId, { context: find });
  }
}
