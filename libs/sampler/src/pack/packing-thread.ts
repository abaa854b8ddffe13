import { parentPort, workerData } from 'node:worker_threads';
import { type BundleManifest, type GenerateGraph, type OrderMessage, replyTo } from '@echocohort/shared';
import { type PackingOrder } from './feed-packer.js';
import { packFeeds } from './pack-feeds.js';

/** A thread of `threadedPacker`: feeds for the samples that it is handed. */
const { manifest, graph } = workerData as { manifest: BundleManifest; graph: GenerateGraph };

const pack = async (message: OrderMessage<PackingOrder>): Promise<void> => {
  const reply = await replyTo(message, 'sampler-failed', ({ samples, references }) =>
    packFeeds(manifest, graph, samples, references),
  );
  const feeds = 'answer' in reply ? Object.values(reply.answer) : [];
  parentPort?.postMessage(
    reply,
    feeds.map(({ data }) => data.buffer as ArrayBuffer),
  );
};

parentPort?.on('message', (message: OrderMessage<PackingOrder>) => void pack(message));
