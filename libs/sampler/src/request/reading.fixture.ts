import { type SampleReading } from './sample-request.js';

/** Area of a closed polygon by the shoelace formula, px^2. Points are x and y in turn. */
export const shoelace = (outline: ArrayLike<number>): number => {
  const at = (i: number): number => outline[i % outline.length] as number;
  let twice = 0;
  for (let i = 0; i < outline.length; i += 2) twice += at(i) * at(i + 3) - at(i + 2) * at(i + 1);
  return Math.abs(twice) / 2;
};

/** Every number of a reading. */
export const numbersOf = ({ lvArea, lvLength, auditArea, auditLength, outlines, agreement }: SampleReading): number[] =>
  [lvArea, lvLength, auditArea, auditLength, outlines, agreement].flatMap((values) => [...values]);

/**
 * Largest difference of two readings, px or px^2. Where a call pads references, the last bits of a carried outline are
 * other ones: its coordinates are shares of a picture that is as many times as high.
 */
export const readingGap = (a: SampleReading, b: SampleReading): number => {
  const [one, other] = [numbersOf(a), numbersOf(b)];
  if (one.length !== other.length) return Infinity;
  return Math.max(...one.map((value, i) => Math.abs(value - (other[i] as number))));
};
