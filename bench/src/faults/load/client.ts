import { setTimeout as delay } from 'node:timers/promises';
import { type Api, type TenantOfFleet } from '../fleet/fleet.js';

const retryMs = 500;
const answerMs = 15_000;

/** What an API says no to. */
export class Refused extends Error {}

/** One call, as it is sent again and again. */
export interface Call {
  readonly method?: 'POST' | 'PATCH' | 'GET';
  readonly path: string;
  readonly body?: unknown;
  /** Of whatever makes something: the same call under the same key makes it once. */
  readonly idempotencyKey?: string;
}

/** A tenant's client, as any should be: one API after the other, until one says yes or no. */
export class Client {
  constructor(
    private readonly apis: readonly Api[],
    private readonly tenant: TenantOfFleet,
  ) {}

  get tenantId(): TenantOfFleet['tenantId'] {
    return this.tenant.tenantId;
  }

  /** @throws Refused when an API says that it will never be done */
  async send(call: Call): Promise<unknown> {
    for (let attempt = 0; ; attempt += 1) {
      const answer = await this.#ask(this.apis[attempt % this.apis.length] as Api, call);
      if (answer?.ok === true) return answer.json();
      if (answer !== null && answer.status < 500 && answer.status !== 429)
        throw new Refused(`${call.method ?? 'POST'} ${call.path}: ${answer.status} ${await answer.text()}`);
      await delay(retryMs);
    }
  }

  #ask({ url }: Api, { method = 'POST', path, body, idempotencyKey }: Call): Promise<Response | null> {
    return fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.tenant.apiKey}`,
        ...(method !== 'GET' && { 'content-type': 'application/json' }),
        ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
      },
      ...(method !== 'GET' && { body: JSON.stringify(body ?? {}) }),
      signal: AbortSignal.timeout(answerMs),
    }).catch(() => null);
  }
}
