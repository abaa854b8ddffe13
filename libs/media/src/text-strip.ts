import sharp from 'sharp';

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

/** The fonts of fonts-dejavu-core, or whatever sans-serif a system has. */
export const fontFamily = 'DejaVu Sans, sans-serif';

/**
 * A strip of one line of text, white on black, grey [height*width]. Text that is too long is drawn narrower.
 * Needs a font on the system (Debian: fonts-dejavu-core); without one the strip stays empty.
 */
export const textStrip = async (text: string, width: number, height: number): Promise<Uint8Array> => {
  const fontPx = Math.round(height * 0.6);
  const room = width - 8;
  const isLong = text.length * fontPx * 0.62 > room;
  const squeeze = isLong ? ` textLength="${room}" lengthAdjust="spacingAndGlyphs"` : '';
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">` +
    `<text x="4" y="${Math.round(height * 0.7)}" font-family="${fontFamily}" font-size="${fontPx}" fill="#fff"${squeeze}>` +
    `${xmlText(text)}</text></svg>`;
  const grey = await sharp(Buffer.from(svg)).flatten({ background: '#000' }).extractChannel(0).raw().toBuffer();
  return new Uint8Array(grey.buffer, grey.byteOffset, width * height);
};
