import { type SampleReading } from '@echocohort/sampler';

const hundredths = 100;
/** Texts of 0, 0.01, 0.02 ... px, as far as they were needed. */
const texts: string[] = [];

const print = (px: number): string => {
  const at = Math.round(px * hundredths);
  return (texts[at] ??= String(at / hundredths));
};

const printFrame = (outline: Float32Array): string => {
  let text = '';
  for (const px of outline) text += text === '' ? print(px) : `,${print(px)}`;
  return `[${text}]`;
};

/**
 * The outlines of a sample as JSON of `outlineSchema`, to a hundredth of a pixel, a line a frame. Written by hand: a clip has
 * some 3,000 coordinates, and JSON.stringify takes .6 ms for them on the event loop of a GPU's worker; this a fifth of it.
 */
export const printOutline = ({
  outlines,
  outlinePoints,
}: Pick<SampleReading, 'outlines' | 'outlinePoints'>): string => {
  const size = outlinePoints * 2;
  const frames = Array.from({ length: outlines.length / size }, (_, t) =>
    printFrame(outlines.subarray(t * size, (t + 1) * size)),
  );
  return `{\n    "points": ${outlinePoints},\n    "frames": [\n      ${frames.join(',\n      ')}\n    ]\n  }`;
};
