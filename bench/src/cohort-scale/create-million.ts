import { sql } from 'kysely';
import { spreadOf, type Spread } from '../measure/statistics.js';
import { type System } from '../system/system.js';
import { actOnCohort, type Client, createCohort } from './client.js';

const samples = 1_000_000;

/** Rows of all tables together, but for what the leader writes for its window. */
const rowsIn = async ({ database: { db } }: System): Promise<number> => {
  const tables = await sql<{ name: string }>`
    select tablename as name from pg_tables
    where schemaname = 'public' and tablename not in ('tickets', 'dispatch_states')`.execute(db);
  const counts = await Promise.all(
    tables.rows.map(({ name }) => sql<{ n: string }>`select count(*) as n from ${sql.table(name)}`.execute(db)),
  );
  return counts.reduce((sum, { rows }) => sum + Number(rows[0]?.n), 0);
};

/** How long a request for a cohort of a million samples takes, and what rows it leaves. Nothing is made of it. */
export const createMillion = async (
  system: System,
  client: Client,
  rounds: number,
): Promise<{ readonly createMs: Spread; readonly createRows: number }> => {
  const times: number[] = [];
  let createRows = 0;
  for (let round = 0; round < rounds; round += 1) {
    const before = await rowsIn(system);
    const startedMs = performance.now();
    const id = await createCohort(client, samples);
    times.push(performance.now() - startedMs);
    createRows = Math.max(createRows, (await rowsIn(system)) - before);
    await actOnCohort(client, id, 'cancel');
  }
  return { createMs: spreadOf(times), createRows };
};
