/** What a compressed frame says of itself, before it is decoded. */
export interface PictureShape {
  readonly height: number;
  readonly width: number;
  readonly components: number;
  readonly bits: number;
}

const soi = 0xffd8;
/** Markers without a length behind them. */
const isBare = (marker: number): boolean => marker === 0xff01 || (marker >= 0xffd0 && marker <= 0xffd8);

/** Start-of-frame markers: what the frame that follows was made by (ITU-T T.81 B.1.1.3, T.87 C.1.1). */
export const startOfFrame = { lossless: 0xffc3, jpegLs: 0xfff7 } as const;
const isStartOfFrame = (marker: number): boolean =>
  (marker >= 0xffc0 && marker <= 0xffcf && marker !== 0xffc4 && marker !== 0xffc8 && marker !== 0xffcc) ||
  marker === startOfFrame.jpegLs;

/** Whether bytes begin as every stream of the JPEG family does. A PNG, an SVG or a GIF does not. */
export const isJpeg = (bytes: Uint8Array): boolean => bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;

/**
 * The frame header of a JPEG, JPEG Lossless or JPEG-LS stream, by its markers; null for anything that is none, or that
 * ends before its first scan.
 */
export const jpegShape = (bytes: Uint8Array): (PictureShape & { marker: number }) | null => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 4 || view.getUint16(0) !== soi) return null;
  for (let at = 2; at + 4 <= bytes.length;) {
    const marker = view.getUint16(at);
    if (marker >> 8 !== 0xff) return null;
    if (marker === 0xffff)
      at += 1; // fill bytes
    else if (isBare(marker)) at += 2;
    else if (isStartOfFrame(marker)) {
      if (at + 10 > bytes.length) return null;
      const [bits, height] = [view.getUint8(at + 4), view.getUint16(at + 5)];
      return { marker, bits, height, width: view.getUint16(at + 7), components: view.getUint8(at + 9) };
    } else at += 2 + view.getUint16(at + 2);
  }
  return null;
};

/** The image size of a JPEG 2000 codestream, which stands first in it (ITU-T T.800 A.5.1); null for anything else. */
export const jpeg2000Shape = (bytes: Uint8Array): PictureShape | null => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 43 || view.getUint32(0) !== 0xff4fff51) return null;
  return {
    width: view.getUint32(8) - view.getUint32(16),
    height: view.getUint32(12) - view.getUint32(20),
    components: view.getUint16(40),
    bits: (view.getUint8(42) & 0x7f) + 1,
  };
};
