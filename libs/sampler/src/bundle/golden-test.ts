import { type BundleManifest } from '@echocohort/shared';
import { readAnchor } from './anchors.js';
import { type Bundle, bundleError } from './bundle.js';
import { readSlice } from './bundle-file.js';
import { type SampleRequest, type SampleResult } from '../request/sample-request.js';
import { type Difference } from '../sampler.js';

/** EF of the golden sample may be off by this much: more than that means a broken reader, or outlines that move otherwise. */
const EF_TOLERANCE_PP = 0.5;

/** The golden sample's request: everything but the manifest's few numbers is fixed by rule. */
export const goldenRequest = async (bundle: Bundle): Promise<SampleRequest> => {
  const { golden } = bundle.manifest;
  return {
    seed: golden.seed,
    index: 0,
    attempt: 0,
    requestedEfPercent: golden.targetEfPercent,
    frames: golden.frames,
    references: [await readAnchor(bundle, golden.anchor)],
    positions: [0],
    anchorPhase: { position: 0, contraction: 0, contracting: null },
  };
};

/** Mean and largest difference of two clips, in grey levels. */
const differenceOf = (a: Uint8Array, b: Uint8Array): Difference => {
  let sum = 0;
  let maxLevels = 0;
  for (let i = 0; i < a.length; i += 1) {
    const levels = Math.abs((a[i] as number) - (b[i] as number));
    sum += levels;
    if (levels > maxLevels) maxLevels = levels;
  }
  return { meanLevels: sum / a.length, maxLevels };
};

/** A bundle that states no EF for its golden sample has nothing to be held against. */
const checkEf = ({ file, measuredEfPercent: expected }: BundleManifest['golden'], found: number | null): void => {
  if (expected === null || (found !== null && Math.abs(found - expected) <= EF_TOLERANCE_PP)) return;
  throw bundleError(file, `expected the golden sample's measured EF to be ${expected} %, got ${found ?? 'none'}`);
};

/**
 * Holds the golden sample, made here, against the one that came with the bundle.
 * @returns how far they are apart
 * @throws EchoError `bundle-invalid` naming the golden file when they differ by more than the bundle allows
 */
export const checkGoldenResult = async (bundle: Bundle, result: SampleResult): Promise<Difference> => {
  const { golden } = bundle.manifest;
  const expected = await readSlice(bundle.dir, golden.file, 0, result.frames.length);
  const difference = differenceOf(result.frames, expected);
  const { meanLevels, maxLevels } = difference;
  const { tolerance } = golden;
  if (meanLevels > tolerance.meanLevels || maxLevels > tolerance.maxLevels)
    throw bundleError(
      golden.file,
      `expected the golden sample within ${tolerance.meanLevels} grey levels in the mean and ${tolerance.maxLevels} at most, ` +
        `this machine's differs by ${meanLevels.toFixed(4)} and ${maxLevels}`,
    );
  checkEf(golden, result.reading?.measuredEfPercent ?? null);
  return difference;
};
