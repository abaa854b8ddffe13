import {
  type BundleManifest,
  type GenerateInputRole,
  type GenerateOutputRole,
  type ReadOutputRole,
  type TensorDtype,
  curveChannels,
  readOutputRoles,
} from '@echocohort/shared';
import { PHASE_NUMBERS } from '../request/anchor-phase.js';
import { bundleError } from './bundle.js';
import { type GraphMetadata, type TensorMetadata } from '../onnx/inference-thread.js';

/** Numbers of one sample's timing noise. */
export const TIMING_NOISE = 8;

/** Fewest and most points of an outline. */
const OUTLINE_POINTS = [8, 256] as const;

/**
 * A size that a tensor must have: a number, a letter for one that changes from call to call (B batch, K, N), or P, the
 * points of an outline, which the graph decides.
 */
type Size = number | 'B' | 'K' | 'N' | 'P';
interface Form {
  readonly dims: readonly Size[];
  readonly dtypes: readonly TensorDtype[];
}
type Forms = Readonly<Record<string, Form>>;

const floats: readonly TensorDtype[] = ['float32', 'float16'];

/** What each role of a generate graph must look like in a bundle of these sizes. */
const generateForms = ({ maxFrames, frame, latent }: BundleManifest): { inputs: Forms; outputs: Forms } => {
  const perSample: Form = { dims: ['B'], dtypes: floats };
  const perFrame: Form = { dims: ['B', maxFrames], dtypes: floats };
  const curve: Form = { dims: ['B', maxFrames, curveChannels.length], dtypes: floats };
  const perFrameLatent: Form = { dims: ['B', maxFrames, latent.channels, latent.height, latent.width], dtypes: floats };
  const pixels = [frame.height, frame.width];
  const inputs: Record<GenerateInputRole, Form> = {
    references: { dims: ['B', 'K', ...pixels], dtypes: ['uint8'] },
    nearest: { dims: ['B', maxFrames], dtypes: ['int64'] },
    observed: perFrame,
    noise: perFrameLatent,
    timingNoise: { dims: ['B', TIMING_NOISE], dtypes: floats },
    phase: { dims: ['B', PHASE_NUMBERS], dtypes: floats },
    ef: perSample,
    efKnown: perSample,
    curve,
    curveKnown: perSample,
    valid: perFrame,
  };
  const outputs: Record<GenerateOutputRole, Form> = {
    frames: { dims: ['B', maxFrames, ...pixels], dtypes: ['uint8'] },
    curve,
    lvArea: perFrame,
    lvLength: perFrame,
    auditArea: perFrame,
    auditLength: perFrame,
    outline: { dims: ['B', maxFrames, 'P', 2], dtypes: floats },
    agreement: { dims: ['B', 'K'], dtypes: floats },
    latents: perFrameLatent,
  };
  return { inputs, outputs };
};

const readForms = ({ frame }: BundleManifest): { inputs: Forms; outputs: Forms } => {
  const perFrame: Form = { dims: ['N'], dtypes: floats };
  const outputs: Record<ReadOutputRole, Form> = {
    lvArea: perFrame,
    lvLength: perFrame,
    auditArea: perFrame,
    auditLength: perFrame,
    outline: { dims: ['N', 'P', 2], dtypes: floats },
    agreement: perFrame,
  };
  return { inputs: { frames: { dims: ['N', frame.height, frame.width], dtypes: ['uint8'] } }, outputs };
};

/** A graph as bundle.json declares it. */
interface DeclaredTensor {
  readonly role: string;
  readonly name: string;
  readonly dtype: TensorDtype;
  readonly shape: readonly (number | string)[];
}
interface DeclaredGraph {
  readonly file: string;
  readonly inputs: readonly DeclaredTensor[];
  readonly outputs: readonly DeclaredTensor[];
}
export type GraphKind = 'generate' | 'read';

const show = (dims: readonly (number | string)[]): string => `[${dims.join(',')}]`;

/** A fixed size must be met; a changing one must be open, except K, which a graph may fix. A letter stands for any size. */
const fits = (wanted: Size, found: number | string): boolean => {
  if (typeof found === 'string' || wanted === 'K') return true;
  if (wanted === 'P') return found >= OUTLINE_POINTS[0] && found <= OUTLINE_POINTS[1];
  return found === wanted;
};
const shapeFits = (wanted: readonly Size[], found: readonly (number | string)[]): boolean =>
  wanted.length === found.length && wanted.every((size, i) => fits(size, found[i] as number | string));

const checkDeclared = (file: string, side: string, declared: readonly DeclaredTensor[], forms: Forms): void => {
  for (const { role, name, dtype, shape } of declared) {
    const form = forms[role];
    if (form === undefined) throw bundleError(file, `${side} '${name}': expected no tensor of role ${role}`);
    if (!form.dtypes.includes(dtype))
      throw bundleError(
        file,
        `${side} '${name}': expected dtype ${form.dtypes.join(' or ')} for ${role}, got ${dtype}`,
      );
    if (!shapeFits(form.dims, shape))
      throw bundleError(file, `${side} '${name}': expected shape ${show(form.dims)} for ${role}, got ${show(shape)}`);
  }
  for (const key of ['role', 'name'] as const)
    if (new Set(declared.map((tensor) => tensor[key])).size < declared.length)
      throw bundleError(file, `${side}s: expected each ${key} once in bundle.json`);
};

const checkActual = (
  file: string,
  side: string,
  declared: readonly DeclaredTensor[],
  actual: readonly TensorMetadata[],
  forms: Forms,
): void => {
  for (const { role, name, dtype } of declared) {
    const tensor = actual.find((candidate) => candidate.name === name);
    if (tensor === undefined)
      throw bundleError(
        file,
        `${side} '${name}' of bundle.json: the graph has only ${actual.map((t) => t.name).join(', ')}`,
      );
    if (tensor.dtype !== dtype)
      throw bundleError(file, `${side} '${name}': bundle.json says dtype ${dtype}, the graph has ${tensor.dtype}`);
    const { dims } = forms[role] as Form;
    if (!shapeFits(dims, tensor.dims))
      throw bundleError(file, `${side} '${name}': expected shape ${show(dims)}, the graph has ${show(tensor.dims)}`);
  }
};

const requireRoles = (
  file: string,
  side: string,
  declared: readonly DeclaredTensor[],
  roles: readonly string[],
): void => {
  for (const role of roles)
    if (!declared.some((tensor) => tensor.role === role))
      throw bundleError(file, `${side}s: expected one of role ${role}`);
};

/** A graph that measures does it by both readers, and says what they agree on. */
const requireAllOrNone = ({ file, outputs }: DeclaredGraph): void => {
  const missing = readOutputRoles.filter((role) => !outputs.some((output) => output.role === role));
  if (missing.length > 0 && missing.length < readOutputRoles.length)
    throw bundleError(
      file,
      `outputs: expected all of ${readOutputRoles.join(', ')}, or none; ${missing[0]} is missing`,
    );
};

/**
 * Holds a graph against what bundle.json says of it and against what its role demands: names, dtypes and shapes.
 * @param metadata as the session tells; null checks the declaration alone (a graph that this machine cannot load)
 * @throws EchoError `bundle-invalid` naming the graph's file, the tensor and what was expected
 */
export const checkGraph = (
  manifest: BundleManifest,
  kind: GraphKind,
  graph: DeclaredGraph,
  metadata: GraphMetadata | null,
): void => {
  const forms = kind === 'generate' ? generateForms(manifest) : readForms(manifest);
  checkDeclared(graph.file, 'input', graph.inputs, forms.inputs);
  checkDeclared(graph.file, 'output', graph.outputs, forms.outputs);
  requireRoles(graph.file, 'input', graph.inputs, kind === 'generate' ? ['references'] : ['frames']);
  requireRoles(graph.file, 'output', graph.outputs, kind === 'generate' ? ['frames'] : readOutputRoles);
  requireAllOrNone(graph);
  if (metadata === null) return;
  checkActual(graph.file, 'input', graph.inputs, metadata.inputs, forms.inputs);
  checkActual(graph.file, 'output', graph.outputs, metadata.outputs, forms.outputs);
  for (const { name } of metadata.inputs)
    if (!graph.inputs.some((input) => input.name === name))
      throw bundleError(graph.file, `input '${name}': the graph wants it and bundle.json does not name it`);
};
