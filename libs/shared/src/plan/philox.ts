/**
 * Philox4x32-10, the counter-based generator of Salmon et al., "Parallel random numbers: as easy as 1, 2, 3" (SC 2011): a
 * number is a function of its address alone, so nobody has to draw those before it. key = (seed, stream); what the counter
 * says is up to the stream.
 *
 * Streams of one seed: 0 to 3 are the noise of samples (libs/sampler), 4 the share that is read anew (apps/worker), those
 * below a cohort's. No two uses of a seed may share one.
 */
export const cohortStreams = { target: 5, sourceOrder: 6, split: 7 } as const;

// A name of this module, not looked up on `Math`: inside a vm context (Jest) each such look-up costs as much as a round.
const { imul } = Math;
const MULTIPLIER_0 = 0xd2511f53 | 0;
const MULTIPLIER_1 = 0xcd9e8d57 | 0;
const WEYL_0 = 0x9e3779b9 | 0;
const WEYL_1 = 0xbb67ae85 | 0;
const ROUNDS = 10;
const TWO_32 = 4294967296;

/** Upper 32 bits of a 32 x 32 bit product, by halves: no partial sum leaves 32 bits, so integer arithmetic stays exact. */
const multiplyHigh = (a: number, b: number): number => {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = (imul(aHigh, bLow) + (imul(aLow, bLow) >>> 16)) | 0;
  const cross = (imul(aLow, bHigh) + (middle & 0xffff)) | 0;
  return (imul(aHigh, bHigh) + (middle >>> 16) + (cross >>> 16)) | 0;
};

/**
 * One block into `out` (four uint32): key k0, k1, counter c0..c3, each an integer of 32 bits. Separate from `philox4x32`
 * because thousands of blocks make one sample's noise.
 */
export const philoxBlock_ = (
  k0: number,
  k1: number,
  c0: number,
  c1: number,
  c2: number,
  c3: number,
  out: Uint32Array,
): void => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const high0 = multiplyHigh(c0, MULTIPLIER_0);
    const high1 = multiplyHigh(c2, MULTIPLIER_1);
    const low0 = imul(c0, MULTIPLIER_0);
    const low1 = imul(c2, MULTIPLIER_1);
    c0 = high1 ^ c1 ^ k0;
    c1 = low1;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 = (k0 + WEYL_0) | 0;
    k1 = (k1 + WEYL_1) | 0;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
};

/**
 * One block of Philox4x32-10.
 * @param key two uint32
 * @param counter four uint32
 * @returns four uint32; the known answers of Random123 hold
 */
export const philox4x32 = (
  key: readonly [number, number],
  counter: readonly [number, number, number, number],
): Uint32Array => {
  const out = new Uint32Array(4);
  philoxBlock_(key[0] | 0, key[1] | 0, counter[0] | 0, counter[1] | 0, counter[2] | 0, counter[3] | 0, out);
  return out;
};

/** A uint32 to the middle of its cell of (0, 1), so that neither end is ever met and log(u) is finite. */
export const toUniform = (word: number): number => (word + 0.5) / TWO_32;
