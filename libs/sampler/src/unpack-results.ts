import {
  type BundleManifest,
  EchoError,
  type GenerateGraph,
  type GenerateOutputRole,
  areaLengthEfPercent,
  curveChannels,
} from '@echocohort/shared';
import { fromHalves } from './float16.js';
import { type TensorMessage, type Tensors } from './inference-thread.js';
import { type PlannedSample } from './pack-feeds.js';
import { type SampleResult } from './sample-request.js';

const VOLUME = curveChannels.indexOf('volume');

/** A float tensor's numbers, whatever its width in the graph. */
export const floatsOf = (tensor: TensorMessage): Float32Array => {
  if (tensor.dtype === 'float32') return tensor.data;
  if (tensor.dtype === 'float16') return fromHalves(tensor.data);
  throw new EchoError('sampler-failed', `the graph gave ${tensor.dtype} where floats were expected`);
};

const bytesOf = (tensor: TensorMessage): Uint8Array => {
  if (tensor.dtype === 'uint8') return tensor.data;
  throw new EchoError('sampler-failed', `the graph gave frames as ${tensor.dtype}, expected uint8`);
};

const volumesOf = (curve: Float32Array, frames: number): Float32Array =>
  Float32Array.from({ length: frames }, (_, t) => curve[t * curveChannels.length + VOLUME] as number);

/** The tensor of a role by the graph's own name for it; null when the graph has no such output. */
const outputOf = (graph: GenerateGraph, outputs: Tensors, role: GenerateOutputRole): TensorMessage | null => {
  const declared = graph.outputs.find((output) => output.role === role);
  return (declared && outputs[declared.name]) ?? null;
};

/** Results of a batch from the outputs of its generate graph; frames and curves are views where nothing must change. */
export const unpackResults = (
  manifest: BundleManifest,
  graph: GenerateGraph,
  samples: readonly PlannedSample[],
  outputs: Tensors,
): SampleResult[] => {
  const { maxFrames, frame } = manifest;
  const pixels = frame.height * frame.width;
  const frames = outputOf(graph, outputs, 'frames');
  if (frames === null) throw new EchoError('sampler-failed', 'the generate graph gave no frames');
  const bytes = bytesOf(frames);
  const floats = (role: GenerateOutputRole): Float32Array | null => {
    const tensor = outputOf(graph, outputs, role);
    return tensor && floatsOf(tensor);
  };
  const [area, length, curve] = [floats('lvArea'), floats('lvLength'), floats('curve')];
  return samples.map(({ request, curve: planned }, b) => {
    const first = b * maxFrames;
    const wanted = (values: Float32Array | null): Float32Array | null =>
      values && values.subarray(first, first + request.frames);
    const [lvArea, lvLength] = [wanted(area), wanted(length)];
    const used = curve?.subarray(first * curveChannels.length) ?? planned;
    return {
      frames: bytes.subarray(first * pixels, (first + request.frames) * pixels),
      lvArea,
      lvLength,
      volumeCurve: used ? volumesOf(used, request.frames) : new Float32Array(0),
      measuredEfPercent: lvArea && lvLength ? areaLengthEfPercent(lvArea, lvLength) : null,
    };
  });
};
