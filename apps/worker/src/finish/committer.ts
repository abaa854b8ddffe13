import { type CommitRepository, type CommitVerdict, type SampleResultRow } from '@echocohort/platform';
import { Gatherer } from '../flow/gatherer.js';
import { type Outages } from '../flow/outages.js';

/** Rows of one transaction. */
const rowsAtOnce = 128;

/** Commits results in bulk: all that came in while the commit before was under way go together. */
export class Committer {
  private readonly gatherer: Gatherer<SampleResultRow, CommitVerdict>;

  constructor(commits: Pick<CommitRepository, 'commit'>, outages: Outages) {
    this.gatherer = new Gatherer({
      max: rowsAtOnce,
      concurrency: 1,
      run: async (rows) => {
        const verdicts = await outages.database(() => commits.commit(rows));
        return verdicts.map((value) => ({ status: 'fulfilled', value }));
      },
    });
  }

  /** @throws EchoError `unavailable` when the database does not take it for longer than a short outage */
  commit(row: SampleResultRow): Promise<CommitVerdict> {
    return this.gatherer.add(row);
  }
}
