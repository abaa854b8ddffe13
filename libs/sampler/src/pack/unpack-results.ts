import {
  type BundleManifest,
  EchoError,
  type GenerateGraph,
  type ReadOutputRole,
  curveChannels,
} from '@echocohort/shared';
import { type TensorMessage, type Tensors } from '../onnx/inference-thread.js';
import { type PlannedSample } from './pack-feeds.js';
import { withEfs } from '../request/sample-reading.js';
import { type SampleReading, type SampleRequest, type SampleResult } from '../request/sample-request.js';
import { floatsOf, outputOf, requireOutput } from './tensor-values.js';

const VOLUME = curveChannels.indexOf('volume');

const bytesOf = (tensor: TensorMessage): Uint8Array => {
  if (tensor.dtype === 'uint8') return tensor.data;
  throw new EchoError('sampler-failed', `the graph gave frames as ${tensor.dtype}, expected uint8`);
};

const volumesOf = (curve: Float32Array, frames: number): Float32Array =>
  Float32Array.from({ length: frames }, (_, t) => curve[t * curveChannels.length + VOLUME] as number);

/**
 * Cuts sample b's reading out of a batch's; null where the graph does not measure. A batch's K is that of its sample with the
 * most observed frames, and what stands behind a sample's own is padding.
 */
const readingsOf = (
  graph: GenerateGraph,
  outputs: Tensors,
  maxFrames: number,
): ((request: SampleRequest, b: number) => SampleReading) | null => {
  if (!graph.outputs.some(({ role }) => role === 'lvArea')) return null;
  const tensor = (role: ReadOutputRole): TensorMessage => requireOutput(graph, outputs, role);
  const values = (role: ReadOutputRole): Float32Array => floatsOf(tensor(role));
  const [lvArea, lvLength, auditArea, auditLength] = [
    ...([values('lvArea'), values('lvLength')] as const),
    ...([values('auditArea'), values('auditLength')] as const),
  ];
  const [outlines, outlinePoints] = [values('outline'), tensor('outline').dims[2] as number];
  const [agreement, references] = [values('agreement'), tensor('agreement').dims[1] as number];
  return (request, b) => {
    const wanted = (of: Float32Array, size = 1): Float32Array =>
      of.subarray(b * maxFrames * size, (b * maxFrames + request.frames) * size);
    return withEfs({
      lvArea: wanted(lvArea),
      lvLength: wanted(lvLength),
      auditArea: wanted(auditArea),
      auditLength: wanted(auditLength),
      outlines: wanted(outlines, outlinePoints * 2),
      outlinePoints,
      agreement: agreement.subarray(b * references, b * references + request.references.length),
    });
  };
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
  const bytes = bytesOf(requireOutput(graph, outputs, 'frames'));
  const curveTensor = outputOf(graph, outputs, 'curve');
  const curve = curveTensor && floatsOf(curveTensor);
  const readingOf = readingsOf(graph, outputs, maxFrames);
  return samples.map(({ request, curve: planned }, b) => {
    const first = b * maxFrames;
    const used = curve?.subarray(first * curveChannels.length) ?? planned;
    return {
      frames: bytes.subarray(first * pixels, (first + request.frames) * pixels),
      volumeCurve: used ? volumesOf(used, request.frames) : new Float32Array(0),
      reading: readingOf && readingOf(request, b),
    };
  });
};
