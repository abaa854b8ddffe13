interface Picture {
  readonly height: number;
  readonly width: number;
}

interface Pass {
  readonly isVertical: boolean;
  /** Least of each window, or greatest. */
  readonly isErosion: boolean;
}

/** Lines of pixels that are filtered each for itself: where a line begins, and how far its pixels lie apart. */
interface Lines {
  readonly count: number;
  readonly length: number;
  readonly lineStep: number;
  readonly step: number;
}

const linesOf = ({ height, width }: Picture, isVertical: boolean): Lines =>
  isVertical
    ? { count: width, length: height, lineStep: 1, step: width }
    : { count: height, length: width, lineStep: width, step: 1 };

/**
 * The least or greatest level of each window of 2 r + 1 along rows or columns; windows end at the edge. By van Herk's
 * and Gil and Werman's way (1992, 1993): a line is cut into blocks as long as a window, so that each window is the end of one block
 * and the start of the next. Three comparisons a pixel, whatever the radius.
 */
const extremes = (
  source: Uint8Array,
  picture: Picture,
  radius: number,
  { isVertical, isErosion }: Pass,
): Uint8Array => {
  const { count, length, lineStep, step } = linesOf(picture, isVertical);
  const window = 2 * radius + 1;
  const blocks = Math.ceil((length + 2 * radius) / window) * window;
  // Least levels are greatest ones of the negative; beyond the edges lies what no window prefers.
  const flip = isErosion ? 255 : 0;
  const line = new Uint8Array(blocks);
  const before = new Uint8Array(blocks); // greatest from the start of its block
  const after = new Uint8Array(blocks); // greatest to the end of its block
  const target = new Uint8Array(source.length);
  for (let row = 0; row < count; row++) {
    const base = row * lineStep;
    for (let at = 0; at < length; at++) line[radius + at] = (source[base + at * step] as number) ^ flip;
    for (let at = 0; at < blocks; at++) {
      const level = line[at] as number;
      const last = at % window === 0 ? 0 : (before[at - 1] as number);
      before[at] = level > last ? level : last;
    }
    for (let at = blocks - 1; at >= 0; at--) {
      const level = line[at] as number;
      const next = (at + 1) % window === 0 ? 0 : (after[at + 1] as number);
      after[at] = level > next ? level : next;
    }
    for (let at = 0; at < length; at++) {
      const [end, start] = [before[at + 2 * radius] as number, after[at] as number];
      target[base + at * step] = (end > start ? end : start) ^ flip;
    }
  }
  return target;
};

/**
 * How far each pixel stands out of a grey picture [H*W] once everything thinner than 2 r + 1 is taken off: the white
 * top-hat, high on letters and rulers, low on the inside of areas.
 */
export const strokeHeight = (levels: Uint8Array, size: Picture, radius: number): Uint8Array => {
  const passes: Pass[] = [true, false].flatMap((isErosion) =>
    [false, true].map((isVertical) => ({ isVertical, isErosion })),
  );
  const opened = passes.reduce((picture, pass) => extremes(picture, size, radius, pass), levels);
  return levels.map((level, i) => level - (opened[i] as number));
};
