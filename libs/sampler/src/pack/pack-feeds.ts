import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  type BundleManifest,
  type GenerateGraph,
  type GenerateInputRole,
  curveChannels,
  fieldError,
} from '@echocohort/shared';
import { PHASE_NUMBERS, phaseNumbers } from '../request/anchor-phase.js';
import { TIMING_NOISE } from '../bundle/check-graph.js';
import { toHalves } from './float16.js';
import { type TensorMessage, type Tensors } from '../onnx/inference-thread.js';
import { noiseStreams, normals } from '../request/philox.js';
import { type SampleRequest } from '../request/sample-request.js';

/** A request with the curve that was drawn for it, [L,7]; null when the graph draws its own. */
export interface PlannedSample {
  readonly request: SampleRequest;
  readonly curve: Float32Array | null;
}

/** How one role is filled: the sizes after B, and one sample's numbers into its zeroed share of the tensor. */
interface FloatInput {
  readonly kind: 'float';
  readonly dims: readonly number[];
  readonly write: (sample: PlannedSample, out: Float32Array) => void;
}
interface ByteInput {
  readonly kind: 'byte';
  readonly dims: readonly number[];
  readonly write: (sample: PlannedSample, out: Uint8Array) => void;
}
interface IndexInput {
  readonly kind: 'index';
  readonly dims: readonly number[];
  readonly write: (sample: PlannedSample, out: BigInt64Array) => void;
}
type Input = FloatInput | ByteInput | IndexInput;

const float = (dims: readonly number[], write: FloatInput['write']): FloatInput => ({ kind: 'float', dims, write });

/** Index of the reference that stands closest to an output frame, the earlier of equals. */
export const nearestReference = (positions: readonly number[], frame: number): number => {
  let nearest = 0;
  positions.forEach((position, k) => {
    if (Math.abs(position - frame) < Math.abs((positions[nearest] as number) - frame)) nearest = k;
  });
  return nearest;
};

/** Every frame's noise is drawn, wanted or not, so that frame t of a sample has the same noise at any length. */
const drawNoise =
  (stream: typeof noiseStreams.noise | typeof noiseStreams.timingNoise): FloatInput['write'] =>
  ({ request }, out) =>
    normals(request, stream, out);

const inputsOf = (manifest: BundleManifest, references: number): Record<GenerateInputRole, Input> => {
  const { maxFrames: T, frame, latent } = manifest;
  const pixels = frame.height * frame.width;
  return {
    references: {
      kind: 'byte',
      dims: [references, frame.height, frame.width],
      write: ({ request }, out) => {
        for (let k = 0; k < references; k += 1)
          out.set(request.references[k] ?? (request.references[0] as Uint8Array), k * pixels);
      },
    },
    nearest: {
      kind: 'index',
      dims: [T],
      write: ({ request }, out) => {
        for (let t = 0; t < T; t += 1) out[t] = BigInt(nearestReference(request.positions, t));
      },
    },
    observed: float([T], ({ request }, out) => {
      for (const position of request.positions) out[position] = 1;
    }),
    noise: float([T, latent.channels, latent.height, latent.width], drawNoise(noiseStreams.noise)),
    timingNoise: float([TIMING_NOISE], drawNoise(noiseStreams.timingNoise)),
    phase: float([PHASE_NUMBERS], ({ request }, out) =>
      out.set(phaseNumbers(request.anchorPhase, request.positions[0] as number)),
    ),
    ef: float([], ({ request }, out) => out.fill(request.requestedEfPercent / 100)),
    efKnown: float([], (_, out) => out.fill(1)),
    curve: float([T, curveChannels.length], ({ curve }, out) => curve && out.set(curve)),
    curveKnown: float([], ({ curve }, out) => out.fill(curve === null ? 0 : 1)),
    valid: float([T], ({ request }, out) => out.fill(1, 0, request.frames)),
  };
};

const elements = (dims: readonly number[]): number => dims.reduce((product, size) => product * size, 1);

/** A tensor under way, and how the next sample is written into it. */
interface Slot {
  readonly tensor: TensorMessage;
  readonly write: (sample: PlannedSample, b: number) => void;
}

const floatSlot = (input: FloatInput, size: number, dims: readonly number[]): Slot => {
  const data = new Float32Array(elements(dims));
  const write: Slot['write'] = (sample, b) => input.write(sample, data.subarray(b * size, (b + 1) * size));
  return { tensor: { dtype: 'float32', data, dims }, write };
};

const halfSlot = (input: FloatInput, size: number, dims: readonly number[]): Slot => {
  const data = new Uint16Array(elements(dims));
  const write: Slot['write'] = (sample, b) => {
    const values = new Float32Array(size);
    input.write(sample, values);
    data.set(toHalves(values), b * size);
  };
  return { tensor: { dtype: 'float16', data, dims }, write };
};

const byteSlot = (input: ByteInput, size: number, dims: readonly number[]): Slot => {
  const data = new Uint8Array(elements(dims));
  const write: Slot['write'] = (sample, b) => input.write(sample, data.subarray(b * size, (b + 1) * size));
  return { tensor: { dtype: 'uint8', data, dims }, write };
};

const indexSlot = (input: IndexInput, size: number, dims: readonly number[]): Slot => {
  const data = new BigInt64Array(elements(dims));
  const write: Slot['write'] = (sample, b) => input.write(sample, data.subarray(b * size, (b + 1) * size));
  return { tensor: { dtype: 'int64', data, dims }, write };
};

const slotOf = (input: Input, half: boolean, batch: number): Slot => {
  const size = elements(input.dims);
  const dims = [batch, ...input.dims];
  switch (input.kind) {
    case 'byte':
      return byteSlot(input, size, dims);
    case 'index':
      return indexSlot(input, size, dims);
    case 'float':
      return half ? halfSlot(input, size, dims) : floatSlot(input, size, dims);
  }
};

/** K of every call of a graph that fixes it; null where it does not. */
export const fixedReferences = ({ inputs }: GenerateGraph): number | null => {
  const fixed = inputs.find(({ role }) => role === 'references')?.shape[1];
  return typeof fixed === 'number' ? fixed : null;
};

/** Least K of a call: what the graph fixes, else the most references that a sample has. */
export const referencesOf = (graph: GenerateGraph, samples: readonly PlannedSample[]): number => {
  const most = Math.max(...samples.map(({ request }) => request.references.length));
  const fixed = fixedReferences(graph);
  if (fixed === null) return most;
  if (most > fixed) throw fieldError('invalid-request', 'references', `expected at most ${fixed}, got ${most}`);
  return fixed;
};

/**
 * Feeds of a generate graph for a batch: the tensors that the graph asks for, by its own names, in its own dtypes. A sample
 * with fewer references than the batch's K repeats its first one, which no frame of it leans on. Gives way to the
 * event loop after each sample: noise takes half a millisecond and more each.
 * @param references K, where it is more than these samples need
 */
export const packFeeds = async (
  manifest: BundleManifest,
  graph: GenerateGraph,
  samples: readonly PlannedSample[],
  references: number = referencesOf(graph, samples),
): Promise<Tensors> => {
  const inputs = inputsOf(manifest, references);
  const slots = graph.inputs.map(({ role, name, dtype }) => ({
    name,
    ...slotOf(inputs[role], dtype === 'float16', samples.length),
  }));
  for (const [b, sample] of samples.entries()) {
    for (const { write } of slots) write(sample, b);
    await nextTurn();
  }
  return Object.fromEntries(slots.map(({ name, tensor }) => [name, tensor]));
};
