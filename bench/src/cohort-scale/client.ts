import { type System } from '../system/system.js';
import { limits, runIdSchema, type RunId } from '@echocohort/shared';
import { z } from 'zod';

/** One tenant at the public API. */
export interface Client {
  readonly url: string;
  readonly apiKey: string;
}

const answerSchema = z.object({ id: runIdSchema });
const anyTolerance = { tolerance: limits.tolerancePpMax, maxAttempts: 1 };

const send = async ({ url, apiKey }: Client, path: string, body: unknown): Promise<RunId> => {
  const answer = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`POST ${path}: ${answer.status} ${await answer.text()}`);
  return answerSchema.parse(await answer.json()).id;
};

/** A cohort without sources, its EFs drawn from a range; each sample is done at its first attempt. */
export const createCohort = (client: Client, samples: number): Promise<RunId> =>
  send(client, '/v1/cohorts', { plan: { kind: 'uniform', min: 20, max: 70 }, samples, seed: 1, ...anyTolerance });

/** One sample, in the interactive lane. */
export const createGeneration = (client: Client, seed: number): Promise<RunId> =>
  send(client, '/v1/generations', { targetEf: 40, samples: 1, seed, ...anyTolerance });

export const actOnCohort = async (client: Client, id: RunId, action: 'pause' | 'resume' | 'cancel'): Promise<void> => {
  await send(client, `/v1/cohorts/${id}/${action}`, {});
};

/** Samples that a run has got so far. */
export const succeededOf = async ({ database }: System, id: RunId): Promise<number> => {
  const { succeeded } = await database.db
    .selectFrom('runs')
    .select('succeeded')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return succeeded;
};
