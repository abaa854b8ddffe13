import { type BundleManifest, type ReadGraph, type ReadOutputRole, fieldError } from '@echocohort/shared';
import { type Tensors } from '../onnx/inference-thread.js';
import { type FramesReading } from '../sampler.js';
import { floatsOf, requireOutput } from '../pack/tensor-values.js';

/** Frames that the readers see in one call: bounds its memory. */
export const READ_FRAMES = 32;

export interface ReadingOptions {
  readonly frame: BundleManifest['frame'];
  /** Fill each call up to READ_FRAMES with black frames, for devices that search for kernels at every new size. */
  readonly isPadded: boolean;
  readonly run: (feeds: Tensors) => Promise<Tensors>;
}

type Part = { readonly [R in ReadOutputRole]: Float32Array } & { readonly points: number };

const packFrames = (graph: ReadGraph, frames: readonly Uint8Array[], { frame, isPadded }: ReadingOptions): Tensors => {
  const { height, width } = frame;
  const rows = isPadded ? READ_FRAMES : frames.length;
  const data = new Uint8Array(rows * height * width);
  frames.forEach((one, n) => data.set(one, n * height * width));
  const [input] = graph.inputs;
  return { [input?.name ?? 'frames']: { dtype: 'uint8', data, dims: [rows, height, width] } };
};

const readPart = async (graph: ReadGraph, frames: readonly Uint8Array[], options: ReadingOptions): Promise<Part> => {
  const outputs = await options.run(packFrames(graph, frames, options));
  const points = requireOutput(graph, outputs, 'outline').dims[1] as number;
  const own = (role: ReadOutputRole, size = 1): Float32Array =>
    floatsOf(requireOutput(graph, outputs, role)).subarray(0, frames.length * size);
  return {
    points,
    lvArea: own('lvArea'),
    lvLength: own('lvLength'),
    auditArea: own('auditArea'),
    auditLength: own('auditLength'),
    outline: own('outline', points * 2),
    agreement: own('agreement'),
  };
};

const joined = (parts: readonly Float32Array[]): Float32Array => {
  const whole = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
};

/**
 * Reads frames uint8 [H,W] each by a bundle's `read` graph, READ_FRAMES a call.
 * @throws EchoError `invalid-request` on `frames[n]` for one of another size, or as `run` does
 */
export const readFrames = async (
  graph: ReadGraph,
  frames: readonly Uint8Array[],
  options: ReadingOptions,
): Promise<FramesReading> => {
  const bytes = options.frame.height * options.frame.width;
  frames.forEach(({ length }, n) => {
    if (length !== bytes) throw fieldError('invalid-request', `frames[${n}]`, `expected ${bytes} bytes, got ${length}`);
  });
  const parts: Part[] = [];
  for (let first = 0; first < frames.length; first += READ_FRAMES)
    parts.push(await readPart(graph, frames.slice(first, first + READ_FRAMES), options));
  const whole = (role: ReadOutputRole): Float32Array => joined(parts.map((part) => part[role]));
  return {
    lvArea: whole('lvArea'),
    lvLength: whole('lvLength'),
    auditArea: whole('auditArea'),
    auditLength: whole('auditLength'),
    agreement: whole('agreement'),
    outlines: whole('outline'),
    outlinePoints: parts[0]?.points ?? 0,
  };
};
