import sharp from 'sharp';
import { remembered } from './remembered.js';

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Text as it may stand in XML; control characters go. */
export const xmlText = (text: string): string =>
  text.replace(/[\u0000-\u001f\u007f]/g, ' ').replace(/[&<>"']/g, (sign) => escapes[sign] as string);

/** The fonts of fonts-dejavu-core, or whatever a system has. */
export const fontFamily = 'DejaVu Sans, sans-serif';
const evenFontFamily = 'DejaVu Sans Mono, monospace';
/** Of the even font's signs, over its size. */
const signWidth = 0.602;
const marginPx = 4;

interface Cell {
  readonly width: number;
  readonly height: number;
  readonly fontPx: number;
}

const drawSign = async (sign: string, { width, height, fontPx }: Cell): Promise<Uint8Array> => {
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">` +
    `<text x="0" y="${Math.round(height * 0.7)}" font-family="${evenFontFamily}" font-size="${fontPx}" fill="#fff">` +
    `${xmlText(sign)}</text></svg>`;
  const grey = await sharp(Buffer.from(svg)).flatten({ background: '#000' }).extractChannel(0).raw().toBuffer();
  return new Uint8Array(grey.buffer, grey.byteOffset, width * height);
};

/** Captions differ in their digits: drawing each sign once is far less than drawing every caption. */
const signOf = remembered<Uint8Array>(1024);

/**
 * A strip of one line of text, white on black, grey [height*width]. Text that is too long is drawn smaller.
 * Needs a font on the system (Debian: fonts-dejavu-core); without one the strip stays empty.
 */
export const textStrip = async (text: string, width: number, height: number): Promise<Uint8Array> => {
  const strip = new Uint8Array(height * width);
  const written = Array.from(text);
  const room = Math.floor((width - 2 * marginPx) / Math.max(1, written.length));
  const fontPx = Math.min(Math.round(height * 0.6), Math.floor(room / signWidth));
  if (fontPx < 1) return strip;
  const cell = { width: Math.ceil(fontPx * signWidth), height, fontPx };
  const drawn = await Promise.all(
    written.map((sign) => signOf(`${sign} ${cell.height} ${cell.fontPx}`, () => drawSign(sign, cell))),
  );
  drawn.forEach((pixels, n) => {
    const left = marginPx + n * cell.width;
    for (let y = 0; y < height; y++) strip.set(pixels.subarray(y * cell.width, (y + 1) * cell.width), y * width + left);
  });
  return strip;
};
