import { EchoError, type GenerateGraph } from '@echocohort/shared';
import { type Bundle } from '../bundle/bundle.js';
import { type InferenceLanes } from '../onnx/inference-lanes.js';
import { isOutOfMemory } from '../onnx/out-of-memory.js';
import { type Provider } from '../onnx/session-options.js';
import { type FeedPacker } from '../pack/feed-packer.js';
import { type PlannedSample } from '../pack/pack-feeds.js';
import { unpackResults } from '../pack/unpack-results.js';
import { type SampleResult } from '../request/sample-request.js';
import { type CallShape, type CallShapes } from './call-shapes.js';

export type Settled = PromiseSettledResult<SampleResult>;

const noMemory = (provider: Provider, cause: unknown): EchoError =>
  new EchoError('unavailable', `provider ${provider} has not enough memory for a single sample`, { cause });

/** Parts of at most `most` items, in order. */
const inParts = <T>(items: readonly T[], most: number): T[][] => {
  const parts: T[][] = [];
  for (let first = 0; first < items.length; first += most) parts.push(items.slice(first, first + most));
  return parts;
};

export interface GraphCallsOptions {
  readonly bundle: Bundle;
  readonly provider: Provider;
  readonly graph: GenerateGraph;
  readonly lanes: InferenceLanes;
  readonly packer: FeedPacker;
  readonly shapes: CallShapes;
}

/** Makes samples by calls of the generate graph, as large as memory does for. */
export class GraphCalls {
  constructor(private readonly options: GraphCallsOptions) {}

  /** Makes samples in as many calls as they need; never throws. */
  async make(samples: readonly PlannedSample[]): Promise<Settled[]> {
    const { shapes } = this.options;
    // All at once: a thread takes its own in order, and while it makes one the next is packed.
    const calls = inParts(samples, shapes.samplesPerCall).map((part) => this.call(part, () => shapes.shapeOf(part)));
    return (await Promise.all(calls)).flat();
  }

  /** Makes samples in one call of a shape that has room for them, and in smaller ones when memory does not do for it. */
  makeIn(shape: CallShape, samples: readonly PlannedSample[]): Promise<Settled[]> {
    return this.call(samples, () => shape);
  }

  private async call(samples: readonly PlannedSample[], shapeOf: () => CallShape): Promise<Settled[]> {
    const { bundle, graph, lanes, packer, provider, shapes } = this.options;
    let shape: CallShape | undefined;
    try {
      shape = shapeOf();
      const feeds = await packer.pack(samples, shape);
      const outputs = await lanes.run(shape.session, feeds, (buffers) => packer.reuse(buffers));
      return unpackResults(bundle.manifest, graph, samples, outputs).map((value) => ({ status: 'fulfilled', value }));
    } catch (error) {
      if (shape === undefined || !isOutOfMemory(error))
        return samples.map(() => ({ status: 'rejected', reason: error }));
      if (shape.rows === 1) return [{ status: 'rejected', reason: noMemory(provider, error) }];
      shapes.shrinkBelow(shape);
      // Not in halves of this call: another one may have found less room meanwhile.
      return this.make(samples);
    }
  }
}
