import { parentPort, workerData } from 'node:worker_threads';
import { type BundleManifest, type GenerateGraph } from '@echocohort/shared';
import { type PackingOrder, type PackingReply } from './feed-packer.js';
import { packFeeds } from './pack-feeds.js';

/** A thread of `threadedPacker`: feeds for the samples that it is handed. */
const { manifest, graph } = workerData as { manifest: BundleManifest; graph: GenerateGraph };

const pack = async ({ id, samples, references }: PackingOrder): Promise<void> => {
  try {
    const feeds = await packFeeds(manifest, graph, samples, references);
    const buffers = Object.values(feeds).map(({ data }) => data.buffer as ArrayBuffer);
    parentPort?.postMessage({ id, feeds } satisfies PackingReply, buffers);
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    parentPort?.postMessage({ id, error: words } satisfies PackingReply);
  }
};

parentPort?.on('message', (order: PackingOrder) => void pack(order));
