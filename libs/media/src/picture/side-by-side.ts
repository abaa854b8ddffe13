import { frameOf, type GreyClip } from '@echocohort/shared';
import { encodeGif } from '../encode/encode-gif.js';
import { resample } from './resample.js';
import { textStrip } from './text-strip.js';

export interface LabelledClip {
  readonly label: string;
  readonly clip: GreyClip;
}

const pictureHeightPx = 168;
/** 64 greys: speckle in 256 makes a GIF half as large again, and nobody sees it. */
const shades = 0xfc;
const stripPx = 24;
const gapPx = 4;

/**
 * An animated GIF of clips beside each other, each 168 px high under its label. The first clip sets the number of frames
 * and the rate; the others are shown over the same span, frame for frame when they are as long. Labels need a font: see
 * textStrip.
 * @throws RangeError without a clip; EchoError `unavailable` without ffmpeg
 */
export const sideBySide = async (rows: readonly LabelledClip[]): Promise<Uint8Array> => {
  const lead = rows[0]?.clip;
  if (!lead) throw new RangeError('expected at least one clip');
  const widths = rows.map(({ clip }) => Math.max(1, Math.round((clip.width * pictureHeightPx) / clip.height)));
  const width = widths.reduce((sum, one) => sum + one + gapPx, -gapPx);
  const height = stripPx + pictureHeightPx;
  const pixels = new Uint8Array(lead.frames * height * width);
  const canvas: GreyClip = { pixels, frames: lead.frames, height, width, framesPerSecond: lead.framesPerSecond };
  let x = 0;
  for (const [k, { label, clip }] of rows.entries()) {
    const size = { height: pictureHeightPx, width: widths[k] as number };
    const strip = await textStrip(label, size.width, stripPx);
    for (let index = 0; index < lead.frames; index++) {
      const at = Math.round((index * (clip.frames - 1)) / Math.max(1, lead.frames - 1));
      const target = frameOf(canvas, index);
      const paste = (source: Uint8Array, top: number) => {
        for (let row = 0; row < source.length / size.width; row++)
          target.set(source.subarray(row * size.width, (row + 1) * size.width), (top + row) * width + x);
      };
      paste(strip, 0);
      const picture = resample(frameOf(clip, at), clip, size);
      paste(
        picture.map((level) => level & shades),
        stripPx,
      );
    }
    x += size.width + gapPx;
  }
  return encodeGif(canvas);
};
