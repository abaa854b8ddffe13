import { type FileHandle } from 'node:fs/promises';
import { threadedPacker } from '../pack/feed-packer.js';
import { openSlots, writeFrames } from './frame-slots.js';
import { startGraphSampler } from '../graph/graph-sampler.js';
import { type Sampler } from '../sampler.js';
import {
  type Answers,
  type SamplerOrder,
  type SamplerReply,
  type SamplerState,
  type WireSettled,
} from './sampler-wire.js';
import { toWire } from './wire-error.js';

/**
 * The program of an inference process: one bundle on one device, as its parent orders. The graph runs in a thread, so that
 * packing the next batch and handing the last one over hide behind it.
 */
let sampler: Sampler | null = null;
let slots: FileHandle[] = [];

const started = (): Sampler => {
  if (sampler === null) throw new Error('no sampler was started');
  return sampler;
};

const start = async ({ bundle, options, slots: paths }: Extract<SamplerOrder, { op: 'start' }>): Promise<null> => {
  slots = await openSlots(paths);
  sampler = await startGraphSampler(bundle, options, threadedPacker(options.threads));
  return null;
};

const generate = async ({ batch, slot }: Extract<SamplerOrder, { op: 'generate' }>): Promise<WireSettled[]> => {
  const results = await started().generateEach(batch);
  const frames = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value.frames] : []));
  await writeFrames(slots[slot] as FileHandle, frames);
  return results.map((result) => {
    if (result.status === 'rejected') return { error: toWire(result.reason) };
    const { frames: own, ...rest } = result.value;
    return { value: { rest, frameBytes: own.length } };
  });
};

const answer = async (order: SamplerOrder): Promise<Answers[keyof Answers]> => {
  switch (order.op) {
    case 'start':
      return start(order);
    case 'generate':
      return generate(order);
    case 'read':
      return started().read(order.frames);
    case 'prove':
      await started().prove();
      return null;
    case 'close':
      await sampler?.close();
      return null;
  }
};

const stateOf = (one: Sampler): SamplerState => {
  const { device, determinism, batchSize, batchesInFlight, difference } = one;
  return { device, determinism, batchSize, batchesInFlight, difference, busySeconds: one.busySeconds() };
};

const reply = async ({ id, ...order }: SamplerOrder & { id: number }): Promise<void> => {
  let said: { answer: Answers[keyof Answers] } | { error: ReturnType<typeof toWire> };
  try {
    said = { answer: await answer(order) };
  } catch (error) {
    said = { error: toWire(error) };
  }
  process.send?.({ id, state: sampler && stateOf(sampler), ...said } satisfies SamplerReply);
};

// Ctrl-C and a stop reach every process of a group; when this one ends is its parent's affair.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
// Without a parent nobody reads the results.
process.on('disconnect', () => process.exit(0));
process.on('message', (order: SamplerOrder & { id: number }) => void reply(order));
