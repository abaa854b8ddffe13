import { sql } from 'kysely';
import { type Database } from '../database/database.js';

/** What a leader remembers of each bundle's queues, kept for the next one. A value of JSON; what it means is the leader's. */
export class DispatchStateRepository {
  constructor(private readonly database: Database) {}

  async load(): Promise<ReadonlyMap<string, unknown>> {
    const rows = await this.database.db.selectFrom('dispatchStates').select(['fingerprint', 'state']).execute();
    return new Map(rows.map(({ fingerprint, state }) => [fingerprint, state]));
  }

  /** Nothing waits for the disk: a state that is forgotten with the server costs some fairness, and nothing else. */
  async save(states: ReadonlyMap<string, unknown>): Promise<void> {
    if (states.size === 0) return;
    await sql`
      with unsynced as (select set_config('synchronous_commit', 'off', true))
      insert into dispatch_states (fingerprint, state)
      select new.fingerprint, new.state::jsonb
      from unsynced, unnest(${[...states.keys()]}::text[], ${[...states.values()].map((state) => JSON.stringify(state))}::text[])
        as new (fingerprint, state)
      on conflict (fingerprint) do update set state = excluded.state, saved_at = now()`.execute(this.database.db);
  }
}
