import { type ShelvesRepository } from '@echocohort/platform';
import { type LeaderDuty, type TickResult } from '../dispatch/leader-duty.js';

/** Runs that get a shelf in one turn. */
const runsPerTick = 4;

/** Gives large runs a part of `samples` of their own, before anything of them is dispatched. */
export class PutUpShelves implements LeaderDuty {
  readonly name = 'put up shelves';

  constructor(private readonly repository: Pick<ShelvesRepository, 'putUp'>) {}

  begin(): void {
    // Remembers nothing.
  }

  async tick(): Promise<TickResult> {
    return (await this.repository.putUp(runsPerTick)) === runsPerTick ? 'more' : 'idle';
  }
}
