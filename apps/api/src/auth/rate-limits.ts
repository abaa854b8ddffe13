import { setTimeout } from 'node:timers/promises';
import { EchoError, type ApiKeyId } from '@echocohort/shared';
import { Inject, Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { type ApiOptions, PARTS } from '../parts.js';

/** Redis counts in a fraction of a millisecond; what takes so long does not answer. */
const answerMaxMs = 250;
/** How long it is not asked again then: no request waits for a Redis that hangs. */
const awayMs = 1_000;

const secondsOf = (ms: number): number => Math.ceil(ms / 1_000);

/**
 * Requests of each key in a window of time, counted in Redis for all processes of the API; in this one alone while Redis is
 * away, so that no outage of it refuses a request.
 */
@Injectable()
export class RateLimits {
  readonly #shared: RateLimiterRedis;
  readonly #own: RateLimiterMemory;
  readonly #requests: number;
  readonly #policy: string;
  #awayUntil = Number.NEGATIVE_INFINITY;

  constructor(@Inject(PARTS) { redis, config }: ApiOptions) {
    const { requests, windowSeconds } = config.rateLimit;
    const bounds = { points: requests, duration: windowSeconds, keyPrefix: 'rate-limit' };
    this.#shared = new RateLimiterRedis({ ...bounds, storeClient: redis, rejectIfRedisNotReady: true });
    this.#own = new RateLimiterMemory(bounds);
    this.#requests = requests;
    this.#policy = `"requests";q=${requests};w=${windowSeconds}`;
  }

  /**
   * Counts a request, and says in the answer's headers what is left (draft-ietf-httpapi-ratelimit-headers-10).
   * @throws EchoError `too-many-requests` when nothing is left
   */
  async take(apiKeyId: ApiKeyId, response: Response): Promise<void> {
    const { consumedPoints, remainingPoints, msBeforeNext } = await this.#count(apiKeyId);
    const seconds = secondsOf(msBeforeNext);
    response.setHeader('RateLimit-Policy', this.#policy);
    response.setHeader('RateLimit', `"requests";r=${remainingPoints};t=${seconds}`);
    if (consumedPoints > this.#requests)
      throw new EchoError(
        'too-many-requests',
        `This key has sent ${this.#requests} requests; try again in ${seconds} s`,
        {
          retryAfterSeconds: Math.max(seconds, 1),
        },
      );
  }

  async #count(apiKeyId: ApiKeyId): Promise<RateLimiterRes> {
    if (performance.now() >= this.#awayUntil) {
      const counted = await Promise.race([
        consumed(this.#shared, apiKeyId),
        setTimeout(answerMaxMs, null, { ref: false }),
      ]);
      if (counted !== null) return counted;
      this.#awayUntil = performance.now() + awayMs;
    }
    const counted = await consumed(this.#own, apiKeyId);
    if (counted === null) throw new Error('the memory of this process failed to count a request');
    return counted;
  }
}

/** What was counted, over the limit or not; null where nothing could be. */
const consumed = async (limiter: RateLimiterRedis | RateLimiterMemory, key: string): Promise<RateLimiterRes | null> => {
  try {
    return await limiter.consume(key);
  } catch (result) {
    return result instanceof RateLimiterRes ? result : null;
  }
};
