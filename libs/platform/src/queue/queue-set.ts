import { Queue, type BulkJobOptions } from 'bullmq';
import { type Redis } from 'ioredis';

export interface NewJob {
  readonly name: string;
  readonly data: unknown;
  readonly opts: BulkJobOptions;
}

/** BullMQ queues by name, opened when they are first needed: one a bundle, and bundles come and go. */
export class QueueSet {
  private readonly queues = new Map<string, Queue>();

  /** The connection stays the caller's: `close` does not end it. */
  constructor(private readonly connection: Redis) {}

  named(name: string): Queue {
    const known = this.queues.get(name);
    if (known) return known;
    const queue = new Queue(name, { connection: this.connection });
    // The connection reports its own outages, once each; BullMQ repeats every retry of them here.
    queue.on('error', () => undefined);
    this.queues.set(name, queue);
    return queue;
  }

  /** Adds jobs to their queues, one command a queue. */
  async addBulk(jobs: readonly (readonly [queueName: string, job: NewJob])[]): Promise<void> {
    const groups = new Map<string, NewJob[]>();
    for (const [name, job] of jobs) {
      const group = groups.get(name);
      if (group) group.push(job);
      else groups.set(name, [job]);
    }
    await Promise.all([...groups].map(([name, group]) => this.named(name).addBulk(group)));
  }

  async close(): Promise<void> {
    await Promise.all([...this.queues.values()].map((queue) => queue.close()));
  }
}
