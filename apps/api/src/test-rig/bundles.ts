import { type BundleManifest, bundleSchema } from '@echocohort/shared';
import { type OfferedBundle } from '../index.js';

const sha256 = '0'.repeat(64);
const graph = { file: 'generate.onnx', sha256, layout: 'portable' };

/** A manifest as bundle.json has it: 16 frames at most, two references, no graph behind it. */
export const manifestOf = (overrides: Partial<BundleManifest> = {}): BundleManifest => ({
  ...bundleSchema.parse({
    format: 'echocohort-bundle/2',
    name: 'tiny',
    version: '1.0.0',
    title: 'A bundle for specs',
    licence: 'Apache-2.0',
    provenance: { trainingData: 'none', weights: 'none', citation: [] },
    maxFrames: 16,
    frame: { height: 24, width: 32, aspect: 'pad', resize: 'area', intensity: { p99: 200, maxGain: 2 } },
    maxReferences: 2,
    latent: { channels: 4, height: 3, width: 4 },
    efRangePercent: [10, 80],
    framesPerSecond: 30,
    noise: 'philox4x32-10/box-muller',
    timingPrior: {
      beats: { framesPerBeatMin: 8, max: 2, min: 0.5 },
      endSystole: [0.3, 0.4],
      isovolumicRelaxation: [0.05, 0.1],
      earlyFillingDuration: [0.1, 0.2],
      earlyFillingShare: [0.5, 0.8],
      atrialStart: [0.8, 0.9],
    },
    efMethod: 'carried',
    gate: { agreementMin: 0.7, areaShare: [0.02, 0.5] },
    batchSize: { cpu: 8, webgpu: 8, cuda: 64 },
    graphs: {
      generate: [
        {
          ...graph,
          inputs: [{ role: 'ef', name: 'ef', dtype: 'float32', shape: ['B'] }],
          outputs: [
            { role: 'frames', name: 'frames', dtype: 'uint8', shape: ['B', 16, 24, 32] },
            { role: 'lvArea', name: 'area', dtype: 'float32', shape: ['B', 16] },
          ],
        },
      ],
      read: {
        ...graph,
        file: 'read.onnx',
        inputs: [{ role: 'frames', name: 'frames', dtype: 'uint8', shape: ['N', 24, 32] }],
        outputs: [{ role: 'lvArea', name: 'area', dtype: 'float32', shape: ['N'] }],
      },
    },
    anchors: { file: 'anchors.npy', sha256, count: 1, origin: 'none' },
    golden: {
      file: 'golden.bin',
      sha256,
      seed: 7,
      targetEfPercent: 55,
      frames: 16,
      anchor: 0,
      measuredEfPercent: 55,
      tolerance: { meanLevels: 0, maxLevels: 0 },
    },
    quality: { efMaePp: { value: 1, protocol: 'none' } },
  }),
  ...overrides,
});

/** Two bundles: `tiny` has anchor frames, `clip-only` needs a clip. */
export const offeredBundles = (): OfferedBundle[] => {
  const { anchors, ...withoutAnchors } = manifestOf({ name: 'clip-only' });
  if (anchors === undefined) throw new Error('the manifest of the specs has anchors');
  return [
    { manifest: manifestOf(), fingerprint: 'a'.repeat(64) },
    { manifest: withoutAnchors, fingerprint: 'b'.repeat(64) },
  ];
};
