import { EchoError } from '@echocohort/shared';
import { fromHalves } from './float16.js';
import { type TensorMessage, type Tensors } from '../onnx/inference-thread.js';

/** A float tensor's numbers, whatever its width in the graph. */
export const floatsOf = (tensor: TensorMessage): Float32Array => {
  if (tensor.dtype === 'float32') return tensor.data;
  if (tensor.dtype === 'float16') return fromHalves(tensor.data);
  throw new EchoError('sampler-failed', `the graph gave ${tensor.dtype} where floats were expected`);
};

/** The tensor of a role by the graph's own name for it; null when the graph has no such output. */
export const outputOf = <R extends string>(
  { outputs }: { readonly outputs: readonly { readonly role: R; readonly name: string }[] },
  tensors: Tensors,
  role: R,
): TensorMessage | null => {
  const declared = outputs.find((output) => output.role === role);
  return (declared && tensors[declared.name]) ?? null;
};

/** As `outputOf`, of an output that the graph must have. */
export const requireOutput = <R extends string>(
  graph: Parameters<typeof outputOf<R>>[0],
  tensors: Tensors,
  role: R,
): TensorMessage => {
  const tensor = outputOf(graph, tensors, role);
  if (tensor === null) throw new EchoError('sampler-failed', `the graph gave no ${role}`);
  return tensor;
};
