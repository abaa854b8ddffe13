import { setTimeout as delay } from 'node:timers/promises';
import { limits, type RunId, runIdSchema, type TenantId } from '@echocohort/shared';
import { z } from 'zod';
import { type Api, type Fleet, type TenantOfFleet } from './fleet.js';
import { randomOf } from './plan.js';

/** What an API has promised: it said 202 to this. */
export interface Accepted {
  readonly tenantId: TenantId;
  readonly runId: RunId;
  readonly samples: number;
}

const answerSchema = z.object({ id: runIdSchema });
const retryMs = 500;
const answerMs = 15_000;
const cancelledShare = 0.04;

interface Wish {
  readonly tenant: TenantOfFleet;
  readonly samples: number;
  readonly seed: number;
  readonly targetEf: number;
  readonly isCancelled: boolean;
}

/** As any client should: one API after the other, with the same idempotency key, until one says yes or no. */
const send = async (
  apis: readonly Api[],
  path: string,
  apiKey: string,
  body: unknown,
  key: string,
): Promise<unknown> => {
  for (let attempt = 0; ; attempt += 1) {
    const { url } = apis[attempt % apis.length] as Api;
    const answer = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(answerMs),
    }).catch(() => null);
    if (answer?.ok === true) return answer.json();
    if (answer !== null && answer.status < 500 && answer.status !== 429)
      throw new Error(`POST ${path}: ${answer.status} ${await answer.text()}`);
    await delay(retryMs);
  }
};

/** Requests of random sizes, some cancelled soon after, that come to so many samples. The same for the same seed. */
const wishes = (seed: number, samples: number, tenants: readonly TenantOfFleet[]): Wish[] => {
  const random = randomOf(seed ^ 0x5eed);
  const all: Wish[] = [];
  for (let left = samples; left > 0;) {
    const size = Math.min(left, 1 + Math.floor(random() * limits.samplesPerGenerationMax));
    const tenant = tenants[Math.floor(random() * tenants.length)] as TenantOfFleet;
    const targetEf = 20 + Math.floor(random() * 45);
    all.push({ tenant, samples: size, seed: all.length, targetEf, isCancelled: random() < cancelledShare });
    left -= size;
  }
  return all;
};

/** Asks for all samples, evenly over a time, and says what was accepted. */
export const askForAll = async (
  { apis, tenants }: Fleet,
  { seed, samples, overMs }: { seed: number; samples: number; overMs: number },
): Promise<Accepted[]> => {
  const all = wishes(seed, samples, tenants);
  const startedMs = performance.now();
  const accepted: Accepted[] = [];
  const underWay = all.map(async (wish, k) => {
    await delay(Math.max(0, (overMs * k) / all.length - (performance.now() - startedMs)));
    const { tenant, targetEf } = wish;
    const body = { targetEf, samples: wish.samples, seed: wish.seed, tolerance: limits.tolerancePpMax, maxAttempts: 2 };
    const { id } = answerSchema.parse(await send(apis, '/v1/generations', tenant.apiKey, body, `wish-${seed}-${k}`));
    accepted.push({ tenantId: tenant.tenantId, runId: id, samples: wish.samples });
    if (!wish.isCancelled) return;
    // Too late is no failure: it is over then.
    await send(apis, `/v1/generations/${id}/cancel`, tenant.apiKey, {}, `cancel-${seed}-${k}`).catch(() => null);
  });
  await Promise.all(underWay);
  return accepted;
};
