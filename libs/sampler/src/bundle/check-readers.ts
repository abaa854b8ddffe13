import { type BundleManifest, type EfMethod, type GenerateGraph } from '@echocohort/shared';
import { bundleError } from './bundle.js';
import { type GraphMetadata } from '../onnx/inference-thread.js';

const measures = ({ outputs }: GenerateGraph): boolean => outputs.some(({ role }) => role === 'lvArea');

/** What each way of knowing the EF needs; the words name what is amiss, null when all is there. */
const amiss: Readonly<Record<EfMethod, (manifest: BundleManifest) => string | null>> = {
  carried: ({ graphs }) =>
    graphs.generate.every(measures) ? null : 'expected each generate graph to carry outlines: it has no lvArea',
  're-read': ({ graphs }) =>
    graphs.read !== undefined || graphs.generate.every(measures) ? null : 'expected a read graph, for made frames',
  none: ({ graphs }) =>
    graphs.read === undefined && !graphs.generate.some(measures) ? null : 'expected no readers, and there are some',
};

/**
 * Holds what a bundle says of its EF against what it brings.
 * @throws EchoError `bundle-invalid` naming `efMethod` or `gate`
 */
export const checkEfMethod = (manifest: BundleManifest): void => {
  const { efMethod, gate } = manifest;
  const words = amiss[efMethod](manifest);
  if (words !== null) throw bundleError('bundle.json efMethod', `'${efMethod}': ${words}`);
  if (efMethod !== 'none' && gate === undefined)
    throw bundleError('bundle.json gate', 'expected what its readers must see in a frame to be believed');
};

/** A graph with outlines, as its session tells of it. */
export interface OutlineGraph {
  readonly file: string;
  readonly outputs: readonly { readonly role: string; readonly name: string }[];
  readonly metadata: GraphMetadata;
}

/** Points of a graph's outlines; null where it has none or leaves their number open. */
const outlinePoints = ({ outputs, metadata }: OutlineGraph): number | null => {
  const declared = outputs.find(({ role }) => role === 'outline');
  const points = metadata.outputs.find(({ name }) => name === declared?.name)?.dims.at(-2);
  return typeof points === 'number' ? points : null;
};

/**
 * An outline has as many points in one graph of a bundle as in the others.
 * @throws EchoError `bundle-invalid` naming the graph's file
 */
export const checkOutlines = (graphs: readonly OutlineGraph[]): void => {
  const known = graphs.flatMap((graph) => {
    const points = outlinePoints(graph);
    return points === null ? [] : [{ file: graph.file, points }];
  });
  const [first] = known;
  for (const { file, points } of known)
    if (points !== first?.points)
      throw bundleError(file, `expected outlines of ${first?.points} points, as in ${first?.file}, got ${points}`);
};
