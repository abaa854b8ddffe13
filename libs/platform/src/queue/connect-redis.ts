import { Redis } from 'ioredis';
import { type Logger } from 'pino';

export { type Redis } from 'ioredis';

const retryMaxMs = 2_000;

/**
 * A connection to Redis for BullMQ. It comes back by itself after an outage, and commands wait for that instead of
 * failing: what must not wait (a readiness probe) uses `pingRedis`. A loss and a return are logged once each.
 */
export const connectRedis = (url: string, options: { logger?: Logger | undefined } = {}): Redis => {
  const redis = new Redis(url, {
    maxRetriesPerRequest: null,
    retryStrategy: (times) => Math.min(100 * 2 ** Math.min(times, 5), retryMaxMs),
    // A replica that was promoted away refuses writes: leave it, and find the new one by the same name.
    reconnectOnError: (error) => (error.message.startsWith('READONLY') ? 2 : false),
  });
  let lost = false;
  let reason = 'the connection was closed';
  redis.on('error', (error: Error) => {
    reason = error.message || error.name;
  });
  redis.on('reconnecting', () => {
    if (!lost) options.logger?.warn({ reason }, 'Redis does not answer');
    lost = true;
  });
  redis.on('ready', () => {
    if (lost) options.logger?.info('Redis answers again');
    lost = false;
  });
  return redis;
};

/** True when Redis answers within `timeoutMs`. */
export const pingRedis = async (redis: Redis, timeoutMs: number): Promise<boolean> => {
  if (redis.status !== 'ready') return false;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => {
      resolve(false);
    }, timeoutMs);
  });
  const answered = redis.ping().then(
    () => true,
    () => false,
  );
  return Promise.race([answered, late]).finally(() => {
    clearTimeout(timer);
  });
};
