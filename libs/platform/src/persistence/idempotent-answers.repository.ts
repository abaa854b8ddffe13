import { fieldError, type TenantId } from '@echocohort/shared';
import { type TenantDatabase } from '../database/database.js';
import { type Idempotency } from './runs.repository.js';

/** What a request with an idempotency key was answered with. */
export interface IdempotentAnswer {
  readonly body: unknown;
  readonly location: string | null;
}

/** `new`: whoever asked is to do it now. `begun`: somebody does, or has ended in the midst of it. */
export type Claim = 'new' | 'begun' | IdempotentAnswer;

/** Answers to requests that make something, by their idempotency keys. Those of runs have their keys with the run itself. */
export class IdempotentAnswersRepository {
  constructor(private readonly database: TenantDatabase) {}

  /** @throws EchoError `idempotency-mismatch` when the key was used for another request */
  claim(tenantId: TenantId, { key, bodySha256 }: Idempotency): Promise<Claim> {
    return this.database.asTenant(tenantId, async (trx) => {
      const claimed = await trx
        .insertInto('idempotentAnswers')
        .values({ tenantId, key, bodySha256, body: null, location: null })
        .onConflict((conflict) => conflict.columns(['tenantId', 'key']).doNothing())
        .returning('key')
        .executeTakeFirst();
      if (claimed !== undefined) return 'new';
      const earlier = await trx
        .selectFrom('idempotentAnswers')
        .select(['bodySha256', 'body', 'location'])
        .where('tenantId', '=', tenantId)
        .where('key', '=', key)
        .executeTakeFirst();
      // The one before was refused at this moment.
      if (earlier === undefined) return 'begun';
      if (earlier.bodySha256 !== bodySha256)
        throw fieldError('idempotency-mismatch', 'Idempotency-Key', 'expected a new key for another request body');
      return earlier.body === null ? 'begun' : { body: earlier.body, location: earlier.location };
    });
  }

  async keep(tenantId: TenantId, key: string, { body, location }: IdempotentAnswer): Promise<void> {
    await this.database.asTenant(tenantId, (trx) =>
      trx
        .updateTable('idempotentAnswers')
        .set({ body: JSON.stringify(body), location })
        .where('tenantId', '=', tenantId)
        .where('key', '=', key)
        .execute(),
    );
  }

  /** Nothing was made: the key is free again. */
  async release(tenantId: TenantId, key: string): Promise<void> {
    await this.database.asTenant(tenantId, (trx) =>
      trx
        .deleteFrom('idempotentAnswers')
        .where('tenantId', '=', tenantId)
        .where('key', '=', key)
        .where('body', 'is', null)
        .execute(),
    );
  }
}
