import { type ClipReadingPayload, jobCatalog } from '@echocohort/shared';
import { Queue } from 'bullmq';
import { type Redis } from 'ioredis';
import { type ReadingRef } from '../persistence/rows.js';

const job = jobCatalog['clip-reading'];

/** One job a clip and bundle: adding it again while it lives changes nothing. BullMQ forbids ":" here. */
const jobIdOf = ({ clipId, fingerprint }: ReadingRef): string => `${clipId}-${fingerprint}`;

/** The producer's side of the queue of readings. It holds what is to be read now, and nothing that the database does not know. */
export class ReadingQueue {
  private readonly queue: Queue;

  /** The connection stays the caller's: `close` does not end it. */
  constructor(connection: Redis) {
    this.queue = new Queue(job.queue, { connection });
    // The connection reports its own outages, once each; BullMQ repeats every retry of them here.
    this.queue.on('error', () => undefined);
  }

  async add(readings: readonly ReadingRef[]): Promise<void> {
    if (readings.length === 0) return;
    await this.queue.addBulk(
      readings.map(({ tenantId, clipId, fingerprint }) => ({
        name: 'clip-reading',
        data: { version: 1, tenantId, clipId, fingerprint } satisfies ClipReadingPayload,
        opts: {
          jobId: jobIdOf({ tenantId, clipId, fingerprint }),
          attempts: job.attempts,
          backoff: { type: 'exponential', delay: job.backoffMs },
          removeOnComplete: true,
          removeOnFail: true,
        },
      })),
    );
  }

  /** Jobs that wait, run or are to be tried again. */
  async size(): Promise<number> {
    const counts = await this.queue.getJobCounts('waiting', 'active', 'delayed');
    return Object.values(counts).reduce((sum, count) => sum + count, 0);
  }

  async close(): Promise<void> {
    await this.queue.close();
  }
}
