import { philox4x32 } from './philox.js';

/** Which permutation is meant: the same address, the same permutation. */
export interface PermutationAddress {
  /** uint32 */
  readonly seed: number;
  readonly stream: number;
  /** Which of the seed's permutations, 0..2^32 - 1. */
  readonly turn: number;
}

const rounds = 6;

/**
 * Where a permutation of 0..count-1 takes `place`, without the rest of it: a Feistel network over the next even number of bits,
 * walked until it is within the count (Black and Rogaway, "Ciphers with arbitrary finite domains", 2002).
 * @param count 1..2^30
 */
export const permuted = (count: number, place: number, { seed, stream, turn }: PermutationAddress): number => {
  const halfBits = Math.max(1, Math.ceil(Math.log2(count) / 2));
  const mask = 2 ** halfBits - 1;
  let at = place;
  do {
    let left = at >>> halfBits;
    let right = at & mask;
    for (let round = 0; round < rounds; round += 1) {
      const [word = 0] = philox4x32([seed, stream], [turn, round, right, 0]);
      [left, right] = [right, (left ^ word) & mask];
    }
    at = (left << halfBits) | right;
  } while (at >= count);
  return at;
};
