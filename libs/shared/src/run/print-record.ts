/** Outlines of a clip: closed polygons of `points` each, x and y in px [L,P,2]. */
export interface ClipOutlines {
  readonly px: Float32Array;
  readonly points: number;
}

/** A record that is still to be printed: an object as JSON, and the outlines that become its last field. */
export interface UnprintedRecord {
  readonly json: string;
  readonly outlines: ClipOutlines | null;
}

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
 * some 3,000 coordinates, and JSON.stringify takes .6 ms for them; this a fifth of it.
 */
export const printOutlines = ({ px, points }: ClipOutlines): string => {
  const size = points * 2;
  const frames = Array.from({ length: px.length / size }, (_, t) => printFrame(px.subarray(t * size, (t + 1) * size)));
  return `{\n    "points": ${points},\n    "frames": [\n      ${frames.join(',\n      ')}\n    ]\n  }`;
};

/** The text of a record, such as sample.json. Its JSON is that of `JSON.stringify` with an indent of two. */
export const printRecord = ({ json, outlines }: UnprintedRecord): string => {
  if (outlines === null) return `${json}\n`;
  return `${json.slice(0, json.lastIndexOf('\n'))},\n  "outline": ${printOutlines(outlines)}\n}\n`;
};
