import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type StoragePort } from '@echocohort/platform';
import {
  type Bundle,
  type SampleReading,
  type Sampler,
  type SampleRequest,
  type SampleResult,
} from '@echocohort/sampler';
import { type SampleFiles } from '@echocohort/worker';

/** A sampler that computes nothing: `secondsPerClip` 0 costs nothing, more sleeps as long as a device would work. */
export interface StandIn {
  readonly batchSize: number;
  readonly secondsPerClip: number;
}

/** Curves as long and as many-digited as real ones: they travel with the sample into its row. */
const curve = (frames: number, scale: number): Float32Array =>
  Float32Array.from({ length: frames }, (_, t) => scale * (1 + 0.3 * Math.cos(t / 5)));

/** Points of a shipped bundle's outlines. */
const outlinePoints = 48;

/** A reading as large as a real one, of a ventricle that both readers see. */
const readingOf = ({ manifest }: Bundle): Omit<SampleReading, 'measuredEfPercent' | 'auditEfPercent'> => {
  const { maxFrames: frames, maxReferences, frame } = manifest;
  const area = 0.15 * frame.height * frame.width;
  return {
    lvArea: curve(frames, area),
    lvLength: curve(frames, 0.5 * frame.height),
    auditArea: curve(frames, 0.95 * area),
    auditLength: curve(frames, 0.49 * frame.height),
    outlines: curve(frames * outlinePoints * 2, 0.4 * frame.width),
    outlinePoints,
    agreement: new Float32Array(maxReferences).fill(0.9),
  };
};

/**
 * Its samples hit their target at once.
 * @param clip the frames of them all, in shared memory; left out where nobody encodes them
 */
export const startStandIn = (
  bundle: Bundle,
  { batchSize, secondsPerClip }: StandIn,
  clip: Uint8Array = new Uint8Array(0),
): Sampler => {
  const frames = bundle.manifest.maxFrames;
  const shared = { frames: clip, release: () => undefined, volumeCurve: curve(frames, 0.7) };
  const curves = readingOf(bundle);
  let device: Promise<unknown> = Promise.resolve();
  let busy = 0;
  const sleep = async (seconds: number): Promise<void> => {
    await delay(seconds * 1_000);
    busy += seconds;
  };
  const generate = async (batch: readonly SampleRequest[]): Promise<SampleResult[]> => {
    if (secondsPerClip > 0) await (device = device.then(() => sleep(batch.length * secondsPerClip)));
    return batch.map(({ requestedEfPercent: ef }) => ({
      ...shared,
      reading: { ...curves, measuredEfPercent: ef, auditEfPercent: ef },
    }));
  };
  return {
    provider: 'cpu',
    device: 'cpu',
    difference: { meanLevels: 0, maxLevels: 0 },
    determinism: 'bitwise',
    batchSize,
    batchesInFlight: 2,
    generate,
    generateEach: async (batch) => (await generate(batch)).map((value) => ({ status: 'fulfilled', value })),
    prove: () => Promise.resolve(),
    read: () => Promise.resolve(null),
    busySeconds: () => busy,
    close: () => Promise.resolve(),
  };
};

/** The bundle's golden sample, a clip like those that it makes. */
export const goldenClip = async ({ dir, manifest }: Bundle): Promise<Uint8Array<SharedArrayBuffer>> => {
  const file = await readFile(join(dir, manifest.golden.file));
  const clip = new Uint8Array(new SharedArrayBuffer(file.length));
  clip.set(file);
  return clip;
};

/** Files of a sample that nobody encoded. */
export const noFiles: SampleFiles = {
  video: Buffer.from('no video'),
  sheet: Buffer.from('no sheet'),
  record: Buffer.from('{}'),
};

const none = (): never => {
  throw new Error('nothing is stored here');
};

/** Takes everything at once and keeps nothing. */
export const nowhere: StoragePort = {
  prepare: () => Promise.resolve(),
  put: () => Promise.resolve(),
  get: none,
  head: () => Promise.resolve(null),
  list: none,
  delete: () => Promise.resolve(),
  deleteMany: () => Promise.resolve(),
  signedUrl: none,
};
