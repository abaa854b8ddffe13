import { fieldError, limits, philoxBlock_, toUniform } from '@echocohort/shared';

/**
 * Whose numbers are for what. A number of Philox (libs/shared) is a function of its address, so a sample's noise knows nothing
 * of the batch that it is made in: key = (seed, stream), counter = (block, attempt, index mod 2^32, index div 2^32).
 */
export const noiseStreams = { noise: 0, timingNoise: 1, timingPrior: 2, anchorChoice: 3 } as const;
export type NoiseStream = (typeof noiseStreams)[keyof typeof noiseStreams];

/** Whose numbers are drawn: the run's seed, the index of the sample's noise and the attempt at it. */
export interface NoiseAddress {
  /** uint32 */
  readonly seed: number;
  /** 0..2^53 - 1 */
  readonly index: number;
  /** uint32 */
  readonly attempt: number;
}

// Names of this module, not looked up on `Math`: inside a vm context (Jest) each such look-up costs as much as a round.
const { cos, log, sin, sqrt } = Math;
const TWO_32 = 4294967296;
const TWO_PI = 2 * Math.PI;

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
    philoxBlock_(seed | 0, stream, block, attempt | 0, indexLow, indexHigh, words);
    visit(words, block);
  }
};

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
