import { type ClipReadingPayload, jobCatalog, readingQueueName } from '@echocohort/shared';
import { type Redis } from 'ioredis';
import { type ReadingRef } from '../persistence/clip-readings.repository.js';
import { type NewJob, QueueSet } from './queue-set.js';

const job = jobCatalog['clip-reading'];

/** One job a clip and bundle: adding it again while it lives changes nothing. BullMQ forbids ":" here. */
const jobIdOf = ({ clipId, fingerprint }: ReadingRef): string => `${clipId}-${fingerprint}`;

/** The producer's side of the queues of readings, one a bundle. They hold what is to be read now, and nothing that the database does not know. */
export class ReadingQueue {
  private readonly queues: QueueSet;

  /** The connection stays the caller's: `close` does not end it. */
  constructor(connection: Redis) {
    this.queues = new QueueSet(connection);
  }

  async add(readings: readonly ReadingRef[]): Promise<void> {
    await this.queues.addBulk(readings.map((ref) => [readingQueueName(ref), jobOf(ref)]));
  }

  /** Jobs of these bundles that wait, run or are to be tried again. */
  async size(...fingerprints: readonly string[]): Promise<number> {
    const queues = fingerprints.map((fingerprint) => this.queues.named(readingQueueName({ fingerprint })));
    const counts = await Promise.all(queues.map((queue) => queue.getJobCounts('waiting', 'active', 'delayed')));
    return counts.flatMap((count) => Object.values(count)).reduce((sum, count) => sum + count, 0);
  }

  async close(): Promise<void> {
    await this.queues.close();
  }
}

const jobOf = ({ tenantId, clipId, fingerprint }: ReadingRef): NewJob => ({
  name: 'clip-reading',
  data: { version: 1, tenantId, clipId, fingerprint } satisfies ClipReadingPayload,
  opts: {
    jobId: jobIdOf({ tenantId, clipId, fingerprint }),
    attempts: job.attempts,
    backoff: { type: 'exponential', delay: job.backoffMs },
    removeOnComplete: true,
    removeOnFail: true,
  },
});
