import { expectEventually, startRedis } from '@echocohort/testing';
import { describe, expect, it } from '@jest/globals';
import { Queue, Worker } from 'bullmq';
import { connectRedis } from '../index.js';

const silent = { warn: () => undefined, info: () => undefined } as never;

/** The other specs run on the first: here both ends of what is supported do what the queues ask of BullMQ. */
describe.each([
  ['redis', /^7\./],
  ['valkey', /^7\.2\.4$/],
] as const)('a queue on %s', (server, version) => {
  it('keeps a job once, tries it again when it fails, and takes work anew after a restart', async () => {
    const rig = await startRedis({ server });
    const connection = connectRedis(rig.url, { logger: silent });
    // Valkey names the last Redis that it is compatible with.
    expect(/redis_version:(\S+)/.exec(await connection.info('server'))?.[1]).toMatch(version);
    const queue = new Queue('jobs', { connection });
    const done: string[] = [];
    const failedOnce = new Set<string>();
    const worker = new Worker(
      'jobs',
      (job) => {
        const id = String(job.id);
        if (id === 'fails-once' && !failedOnce.has(id)) {
          failedOnce.add(id);
          return Promise.reject(new Error('not yet'));
        }
        done.push(id);
        return Promise.resolve();
      },
      { connection, autorun: false, concurrency: 4 },
    );
    worker.on('error', () => undefined);
    const add = (ids: readonly string[]) =>
      queue.addBulk(
        ids.map((jobId) => ({
          name: 'job',
          data: {},
          opts: { jobId, attempts: 2, backoff: { type: 'fixed', delay: 50 }, removeOnComplete: true },
        })),
      );
    await add(['first', 'fails-once', 'first']);
    expect(await queue.getJobCounts('waiting')).toEqual({ waiting: 2 });
    const running = worker.run();
    await expectEventually(() => expect(done.toSorted()).toEqual(['fails-once', 'first']));
    await rig.restart();
    await expectEventually(() => connection.ping());
    await add(['after']);
    await expectEventually(() => expect(done).toContain('after'));
    await worker.close();
    await running;
    await queue.close();
    connection.disconnect();
    await rig.stop();
  });
});
