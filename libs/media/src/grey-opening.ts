interface Picture {
  readonly height: number;
  readonly width: number;
}

interface Pass {
  readonly isVertical: boolean;
  /** Least of each window, or greatest. */
  readonly isErosion: boolean;
}

/** The least or greatest level of each window of 2 r + 1 along rows or columns; windows end at the edge. */
const extremes = (
  source: Uint8Array,
  { height, width }: Picture,
  radius: number,
  { isVertical, isErosion }: Pass,
): Uint8Array => {
  const [lines, length, lineStep, step] = isVertical ? [width, height, 1, width] : [height, width, width, 1];
  const target = new Uint8Array(source.length);
  for (let line = 0; line < lines; line++)
    for (let at = 0; at < length; at++) {
      const base = line * lineStep;
      const to = at + radius < length ? at + radius : length - 1;
      let best = source[base + at * step] as number;
      for (let k = at > radius ? at - radius : 0; k <= to; k++) {
        const level = source[base + k * step] as number;
        if (isErosion ? level < best : level > best) best = level;
      }
      target[base + at * step] = best;
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
