import { fieldError, limits } from '@echocohort/shared';

/**
 * Philox4x32-10, the counter-based generator of Salmon et al., "Parallel random numbers: as easy as 1, 2, 3" (SC 2011).
 * A number is a function of its address, so a sample's noise knows nothing of the batch that it is made in:
 * key = (seed, stream), counter = (block, attempt, index mod 2^32, index div 2^32).
 */
export const noiseStreams = { noise: 0, timingNoise: 1, timingPrior: 2, anchorChoice: 3 } as const;
export type NoiseStream = (typeof noiseStreams)[keyof typeof noiseStreams];

/** Whose numbers are drawn: the run's seed, the sample's index and the attempt at it. */
export interface NoiseAddress {
  /** uint32 */
  readonly seed: number;
  /** 0..2^53 - 1 */
  readonly index: number;
  /** uint32 */
  readonly attempt: number;
}

// Names of this module, not looked up on `Math`: inside a vm context (Jest) each such look-up costs as much as a round.
const { cos, imul, log, sin, sqrt } = Math;
const MULTIPLIER_0 = 0xd2511f53 | 0;
const MULTIPLIER_1 = 0xcd9e8d57 | 0;
const WEYL_0 = 0x9e3779b9 | 0;
const WEYL_1 = 0xbb67ae85 | 0;
const ROUNDS = 10;
const TWO_32 = 4294967296;
const TWO_PI = 2 * Math.PI;

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

/** One block into `out` (four uint32). Separate from the public form because thousands of blocks make one sample's noise. */
const block_ = (k0: number, k1: number, c0: number, c1: number, c2: number, c3: number, out: Uint32Array): void => {
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
  block_(key[0] | 0, key[1] | 0, counter[0] | 0, counter[1] | 0, counter[2] | 0, counter[3] | 0, out);
  return out;
};

const requireUint32 = (field: string, value: number): void => {
  if (!Number.isInteger(value) || value < 0 || value > limits.seedMax)
    throw fieldError('invalid-request', field, `expected an integer 0..${limits.seedMax}, got ${value}`);
};

/**
 * Holds an address against what fits into Philox's words.
 * @throws EchoError `invalid-request` naming the part that is out of range
 */
export const checkAddress = ({ seed, index, attempt }: NoiseAddress): void => {
  requireUint32('seed', seed);
  requireUint32('attempt', attempt);
  if (!Number.isSafeInteger(index) || index < 0)
    throw fieldError('invalid-request', 'index', `expected an integer 0..2^53 - 1, got ${index}`);
};

/** Calls `visit` with each block of an address in turn; the array it gets is used again for the next. */
const eachBlock = (
  address: NoiseAddress,
  stream: NoiseStream,
  blocks: number,
  visit: (words: Uint32Array, block: number) => void,
): void => {
  checkAddress(address);
  const { seed, index, attempt } = address;
  const indexLow = (index % TWO_32) | 0;
  const indexHigh = Math.floor(index / TWO_32) | 0;
  const words = new Uint32Array(4);
  for (let block = 0; block < blocks; block += 1) {
    block_(seed | 0, stream, block, attempt | 0, indexLow, indexHigh, words);
    visit(words, block);
  }
};

/** A uint32 to the middle of its cell of (0, 1), so that neither end is ever met and log(u) is finite. */
const toUniform = (word: number): number => (word + 0.5) / TWO_32;

/**
 * The first `count` uniforms of an address, in double precision, in (0, 1).
 * @throws EchoError `invalid-request` naming the part of the address that is out of range
 */
export const uniforms = (address: NoiseAddress, stream: NoiseStream, count: number): Float64Array => {
  const out = new Float64Array(Math.ceil(count / 4) * 4);
  eachBlock(address, stream, out.length / 4, (words, block) => {
    for (let lane = 0; lane < 4; lane += 1) out[4 * block + lane] = toUniform(words[lane] as number);
  });
  return out.subarray(0, count);
};

/**
 * Fills `out` with standard normals by Box-Muller: words (x0, x1) and (x2, x3) of a block give
 * sqrt(-2 ln u0) (cos, sin)(2 pi u1) each, computed in double and stored as float32.
 * @throws EchoError `invalid-request` naming the part of the address that is out of range
 */
export const normals = (address: NoiseAddress, stream: NoiseStream, out: Float32Array): void => {
  eachBlock(address, stream, Math.ceil(out.length / 4), (words, block) => {
    for (let pair = 0; pair < 4; pair += 2) {
      const radius = sqrt(-2 * log(toUniform(words[pair] as number)));
      const angle = TWO_PI * toUniform(words[pair + 1] as number);
      // Writes past the end of a typed array are dropped: a length that is no multiple of four needs no care.
      out[4 * block + pair] = radius * cos(angle);
      out[4 * block + pair + 1] = radius * sin(angle);
    }
  });
};
