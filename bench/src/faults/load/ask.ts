import { setTimeout as delay } from 'node:timers/promises';
import { limits, type RunId, runIdSchema, type TenantId } from '@echocohort/shared';
import { z } from 'zod';
import { Client, Refused } from './client.js';
import { type Fleet } from '../fleet/fleet.js';
import { extension, type Wish, wishesOf } from './wishes.js';

/** What an API has promised: it said 202 to this. */
export interface Accepted {
  readonly tenantId: TenantId;
  readonly runId: RunId;
  readonly samples: number;
}

const answerSchema = z.object({ id: runIdSchema });
const anyTolerance = { tolerance: limits.tolerancePpMax, maxAttempts: 2 };

const bodyOf = ({ kind, samples, targetEf }: Wish, seed: number): unknown =>
  kind === 'generation'
    ? { targetEf, samples, seed, ...anyTolerance }
    : { plan: { kind: 'normal', mean: targetEf, sd: 10 }, samples, seed, ...anyTolerance };

/** Too late is no failure: it is over then. */
const unlessOver = (sending: Promise<unknown>): Promise<boolean> =>
  sending.then(
    () => true,
    (error: unknown) => {
      if (error instanceof Refused) return false;
      throw error;
    },
  );

/** Changes the life of a run. @returns the samples that it has then */
const turn = async (client: Client, path: string, { turn: kind, turnMs, samples }: Wish): Promise<number> => {
  const act = (action: string, body: unknown = {}) => unlessOver(client.send({ path: `${path}/${action}`, body }));
  if (kind === 'none') return samples;
  await delay(turnMs);
  if (kind === 'cancel') await act('cancel');
  if (kind === 'extend') return (await act('extend', { samples: samples + extension })) ? samples + extension : samples;
  if (kind === 'pause') {
    await act('pause');
    await delay(turnMs);
    await act('resume');
  }
  return samples;
};

/** Asks for all samples, evenly over a time, and says what was accepted. */
export const askForAll = async (
  { apis, tenants }: Fleet,
  { seed, samples, overMs }: { seed: number; samples: number; overMs: number },
): Promise<Accepted[]> => {
  const clients = tenants.map((tenant) => new Client(apis, tenant));
  const wishes = wishesOf(seed, samples);
  return Promise.all(
    wishes.map(async (wish, k) => {
      await delay((overMs * k) / wishes.length);
      const client = clients[wish.tenant % clients.length] as Client;
      const path = wish.kind === 'generation' ? '/v1/generations' : '/v1/cohorts';
      const idempotencyKey = `wish-${seed}-${k}`;
      const { id } = answerSchema.parse(await client.send({ path, body: bodyOf(wish, k), idempotencyKey }));
      return { tenantId: client.tenantId, runId: id, samples: await turn(client, `${path}/${id}`, wish) };
    }),
  );
};
