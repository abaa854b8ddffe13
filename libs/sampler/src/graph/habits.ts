import { type BundleManifest, type GenerateGraph } from '@echocohort/shared';
import { bundleError } from '../bundle/bundle.js';
import { type Provider } from '../onnx/session-options.js';

/** How a provider takes samples. */
export interface Habit {
  /** Samples of one graph call; null: as many as the bundle's batch. */
  readonly samplesPerCall: number | null;
  /** Whether calls are filled up to a few shapes, see call-shapes.ts. */
  readonly pinsShapes: boolean;
  /** Graph calls side by side, each with its part of the threads. */
  readonly lanes: (threads: number, batch: number) => number;
}

const one = (): number => 1;
const three = (): number => 3;

/**
 * A CPU gains nothing from company (.25 s a clip alone, .28 by twos, .5 by fours on one thread of a busy machine) and its
 * memory grows with it (peak .36, .5 and .9 GB), but its threads do more apart than together: two calls of one thread make
 * 1.2 times the clips of one call of two, 1.27 times beside other work. CUDA searches for its kernels at every new shape,
 * for a second or two; of several calls, one computes while the others copy, launch and wait (one H200, batches of 32: 635,
 * 740 and 785 clips/s with one, two and three).
 */
export const habits: Readonly<Record<Provider, Habit>> = {
  cpu: { samplesPerCall: 1, pinsShapes: false, lanes: Math.min },
  webgpu: { samplesPerCall: null, pinsShapes: false, lanes: one },
  cuda: { samplesPerCall: null, pinsShapes: true, lanes: three },
};

/** The graph of a provider: CUDA has a layout of its own that nobody else can run. */
export const generateGraph = ({ graphs }: BundleManifest, provider: Provider): GenerateGraph => {
  const portable = graphs.generate.find(({ layout }) => layout === 'portable');
  const own = provider === 'cuda' ? graphs.generate.find(({ layout }) => layout === 'cuda') : undefined;
  const graph = own ?? portable;
  if (graph === undefined)
    throw bundleError('bundle.json graphs.generate', `expected a portable graph for ${provider}`);
  return graph;
};
