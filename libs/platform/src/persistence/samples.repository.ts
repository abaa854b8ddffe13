import { type RunId, type TenantId } from '@echocohort/shared';
import { type SelectQueryBuilder, type Transaction } from 'kysely';
import { type TenantDatabase } from '../database/database.js';
import { type Page } from './page.js';
import { type SampleOutcome } from './sample-outcome.js';
import { type Schema } from '../database/schema.js';
import { commonShelf } from '../shelves/shelves.repository.js';
import { takeOfRow } from './take-of-row.js';

export interface SampleRow extends SampleOutcome {
  readonly createdAt: Date;
}

/** A run, and where its samples are: null before there can be any. */
export interface ShelvedRun {
  readonly id: RunId;
  readonly shelf: number | null;
}

const columns = [
  'runId',
  'index',
  'tenantId',
  'status',
  'targetEfPercent',
  'measuredEfPercent',
  'auditEfPercent',
  'shownEfPercent',
  'accepted',
  'attempts',
  'frames',
  'framesPerSecond',
  'videoSha256',
  'videoBytes',
  'seconds',
  'error',
  'createdAt',
] as const;

/** Results of samples. A sample that is not made yet has no row: the caller makes `pending` out of its run. */
export class SamplesRepository {
  constructor(private readonly database: TenantDatabase) {}

  async find(tenantId: TenantId, run: ShelvedRun, index: number): Promise<SampleRow | null> {
    const row = await this.database.asTenant(tenantId, (trx) =>
      ofRun(trx, tenantId, run).where('index', '=', index).executeTakeFirst(),
    );
    return row ?? null;
  }

  /** By index; `after` is the last index of the page before. */
  list(tenantId: TenantId, run: ShelvedRun, { after, limit }: Page<number>): Promise<SampleRow[]> {
    return this.database.asTenant(tenantId, (trx) =>
      ofRun(trx, tenantId, run)
        .$if(after !== undefined, (query) => query.where('index', '>', after as number))
        .orderBy('index')
        .limit(limit)
        .execute(),
    );
  }
}

const ofRun = (
  trx: Transaction<Schema>,
  tenantId: TenantId,
  { id, shelf }: ShelvedRun,
): SelectQueryBuilder<Schema, 'samples', SampleRow> =>
  trx
    .selectFrom('samples')
    .select(columns)
    .select(takeOfRow.as('take'))
    .where('shelf', '=', shelf ?? commonShelf)
    .where('runId', '=', id)
    .where('tenantId', '=', tenantId);
