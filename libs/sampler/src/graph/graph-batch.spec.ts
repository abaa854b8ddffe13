import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readAnchor } from '../bundle/anchors.js';
import { type Bundle } from '../bundle/bundle.js';
import { InferenceThread } from '../onnx/inference-thread.js';
import { openBundle } from '../bundle/open-bundle.js';
import { type PlannedSample, packFeeds } from '../pack/pack-feeds.js';
import { noiseStreams, uniforms } from '../request/philox.js';
import { readingGap } from '../request/reading.fixture.js';
import { type SampleResult } from '../request/sample-request.js';
import { sessionOptions } from '../onnx/session-options.js';
import { drawTiming, timingUniforms, volumeCurve } from '../request/timing.js';
import { unpackResults } from '../pack/unpack-results.js';

/** A GPU takes a whole batch in one graph call; here the CPU does, so that packing and padding are held to the last bit. */
let bundle: Bundle;
let thread: InferenceThread;
let samples: PlannedSample[];
beforeAll(async () => {
  bundle = await openBundle(fileURLToPath(new URL('../../../../models/tiny', import.meta.url)));
  thread = new InferenceThread();
  const graph = bundle.manifest.graphs.generate[0]!;
  await thread.load('generate', join(bundle.dir, graph.file), sessionOptions({ provider: 'cpu', threads: 1 }));
  const anchors = await Promise.all([0, 1].map((anchor) => readAnchor(bundle, anchor)));
  samples = Array.from({ length: 7 }, (_, index) => {
    const references = anchors.slice(0, 1 + (index % 2));
    const frames = 3 + (index % 6);
    const address = { seed: 21, index, attempt: 0 };
    const draws = uniforms(address, noiseStreams.timingPrior, timingUniforms);
    const efPercent = 20 + 8 * index;
    return {
      request: {
        ...{ ...address, requestedEfPercent: efPercent, frames, references },
        ...{ positions: [0, 2].slice(0, references.length), anchorPhase: null },
      },
      curve: volumeCurve(drawTiming(bundle.manifest.timingPrior, frames, null, draws), frames, efPercent),
    };
  });
});
afterAll(() => thread.close());

const make = async (batch: readonly PlannedSample[]): Promise<SampleResult[]> => {
  const graph = bundle.manifest.graphs.generate[0]!;
  const outputs = await thread.run('generate', await packFeeds(bundle.manifest, graph, batch));
  return unpackResults(bundle.manifest, graph, batch, outputs);
};
const equal = (a: SampleResult, b: SampleResult): boolean =>
  Buffer.compare(a.frames, b.frames) === 0 && readingGap(a.reading!, b.reading!) < 1e-4;

describe('one graph call', () => {
  it('makes of many samples, of any length and number of references, what it makes of each alone', async () => {
    const together = await make(samples);
    for (const [n, sample] of samples.entries()) {
      const [alone] = await make([sample]);
      expect(equal(alone!, together[n]!)).toBe(true);
      expect(equal(alone!, together[(n + 1) % 7]!)).toBe(false);
    }
  });

  it('makes the same of them in another order', async () => {
    const together = await make(samples);
    const reversed = (await make([...samples].reverse())).reverse();
    expect(reversed.every((result, n) => equal(result, together[n]!))).toBe(true);
  });
});
