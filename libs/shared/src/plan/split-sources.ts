import { apportion } from './apportion.js';
import { cohortStreams, philox4x32 } from './philox.js';

/** A source as a split sees it: by its pixels, so that a clip which was uploaded twice is not in two splits. */
export interface SplitSource {
  /** Of its frames, in hex. */
  readonly sha256: string;
}

interface Unit {
  readonly words: Uint32Array;
  readonly members: number[];
}

const wordsPerHash = 4;
const digitsPerWord = 8;

/** The hash under the seed: half of a SHA-256 as the counter of a block, which is a permutation of those. */
const drawnWords = (sha256: string, seed: number): Uint32Array => {
  const word = (k: number): number => parseInt(sha256.slice(k * digitsPerWord, (k + 1) * digitsPerWord), 16) | 0;
  return philox4x32([seed, cohortStreams.split], [word(0), word(1), word(2), word(3)]);
};

/** Those that come more than once go first: they find a split that has room for them all. */
const inOrder = (a: Unit, b: Unit): number => {
  if (a.members.length !== b.members.length) return b.members.length - a.members.length;
  for (let k = 0; k < wordsPerHash; k += 1) {
    const difference = (a.words[k] as number) - (b.words[k] as number);
    if (difference !== 0) return difference;
  }
  return 0;
};

/**
 * Puts each source into one split: a function of the seed and the sources' pixels, whatever order they come in. The splits
 * hold as many sources as their ratios ask, as near as whole sources allow; same pixels, same split.
 * @param ratios by the name of the split; positive
 * @returns the name of each source's split
 */
export const splitSources = (
  sources: readonly SplitSource[],
  ratios: Readonly<Record<string, number>>,
  seed: number,
): string[] => {
  const units = new Map<string, Unit>();
  sources.forEach(({ sha256 }, k) => {
    const unit = units.get(sha256);
    if (unit) unit.members.push(k);
    else units.set(sha256, { words: drawnWords(sha256, seed), members: [k] });
  });
  const names = Object.keys(ratios);
  const missing = apportion(Object.values(ratios), sources.length);
  const split = new Array<string>(sources.length);
  for (const { members } of [...units.values()].sort(inOrder)) {
    const emptiest = missing.indexOf(Math.max(...missing));
    missing[emptiest] = (missing[emptiest] as number) - members.length;
    for (const k of members) split[k] = names[emptiest] as string;
  }
  return split;
};
