import { type FileHandle } from 'node:fs/promises';
import { type OrderMessage, replyTo, toWire } from '@echocohort/shared';
import { threadedPacker } from '../pack/feed-packer.js';
import { openSlots, writeClips } from './clip-slots.js';
import { startGraphSampler } from '../graph/graph-sampler.js';
import { type SampleResult } from '../request/sample-request.js';
import { type Sampler } from '../sampler.js';
import {
  type Answers,
  type SamplerOrder,
  type SamplerReply,
  type SamplerState,
  type WireResult,
  type WireSettled,
} from './sampler-wire.js';

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

const nothing = new Float32Array(0);
const clipOf = ({ frames, reading }: SampleResult) => ({ frames, outlines: reading?.outlines ?? nothing });

/** What of a result travels over the channel. */
const toWireResult = ({ frames, reading, ...rest }: SampleResult): WireResult => {
  const { outlines = nothing, ...numbers } = reading ?? {};
  return {
    bytes: { outlines: outlines.byteLength, frames: frames.byteLength },
    rest,
    reading: reading && (numbers as WireResult['reading']),
  };
};

const generate = async ({ batch, slot }: Extract<SamplerOrder, { op: 'generate' }>): Promise<WireSettled[]> => {
  const results = await started().generateEach(batch);
  const made = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  await writeClips(slots[slot] as FileHandle, made.map(clipOf));
  return results.map((result) =>
    result.status === 'rejected'
      ? { error: toWire(result.reason, 'sampler-failed') }
      : { value: toWireResult(result.value) },
  );
};

const answer = async (order: Exclude<SamplerOrder, { op: 'close' }>): Promise<Answers[keyof Answers]> => {
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
  }
};

const stateOf = (one: Sampler): SamplerState => {
  const { device, determinism, batchSize, batchesInFlight, difference } = one;
  return { device, determinism, batchSize, batchesInFlight, difference, busySeconds: one.busySeconds() };
};

const obey = async ({ id, order }: OrderMessage<SamplerOrder>): Promise<void> => {
  if (order.op === 'close') {
    await sampler?.close();
    process.exit(0);
  }
  const reply = await replyTo({ id, order }, 'sampler-failed', answer);
  process.send?.({ ...reply, state: sampler && stateOf(sampler) } satisfies SamplerReply);
};

// Ctrl-C and a stop reach every process of a group; when this one ends is its parent's affair.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
// Without a parent nobody reads the results.
process.on('disconnect', () => process.exit(0));
process.on('message', (message: OrderMessage<SamplerOrder>) => void obey(message));
