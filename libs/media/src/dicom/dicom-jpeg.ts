import sharp from 'sharp';
import { type PixelLayout } from './dicom-header.js';
import { isJpeg } from './dicom-picture-shape.js';
import { interleavedToGrey } from '../read/luma.js';
import { unreadable, wordsOf } from '../read/read-failure.js';

/** APP14 "Adobe", version 100, no flags, colour transform 0: the three components are R, G and B. */
const adobeRgb = Buffer.from([0xff, 0xee, 0, 14, ...Buffer.from('Adobe'), 0, 100, 0, 0, 0, 0, 0]);

/**
 * JPEG decoders take three components for YCbCr when no marker says otherwise. A DICOM that declares RGB and whose
 * stream has neither a JFIF nor an Adobe marker means RGB, so the marker is put in.
 */
const withColourMarker = (jpeg: Uint8Array, layout: PixelLayout): Uint8Array => {
  const isSilent = jpeg[3] !== 0xe0 && jpeg[3] !== 0xee;
  if (layout.photometric !== 'RGB' || !isSilent) return jpeg;
  return Buffer.concat([jpeg.subarray(0, 2), adobeRgb, jpeg.subarray(2)]);
};

/**
 * One baseline JPEG frame to grey, into `out` [H*W].
 * The picture in the stream must have the size that the DICOM header says: a larger one is refused before it is decoded.
 * @throws EchoError `unreadable-clip` that names the frame
 */
export const decodeJpegFrame = async (
  jpeg: Uint8Array,
  layout: PixelLayout,
  out: Uint8Array,
  index: number,
): Promise<void> => {
  const { height, width } = layout;
  // The library reads much else, drawings among it that take seconds to draw.
  if (!isJpeg(jpeg)) throw unreadable(`frame ${index} is not a JPEG picture`);
  const image = sharp(withColourMarker(jpeg, layout), {
    failOn: 'error',
    limitInputPixels: height * width,
    ignoreIcc: true,
  });
  const { data, info } = await image
    .raw()
    .toBuffer({ resolveWithObject: true })
    .catch((error: unknown) => {
      throw unreadable(`frame ${index} is not a whole JPEG picture of ${width} x ${height}: ${wordsOf(error)}`);
    });
  if (info.width !== width || info.height !== height || (info.channels !== 1 && info.channels !== 3))
    throw unreadable(`frame ${index} is ${info.width} x ${info.height}, the DICOM header says ${width} x ${height}`);
  interleavedToGrey(data, info.channels, out);
  if (layout.photometric === 'MONOCHROME1') for (let i = 0; i < out.length; i++) out[i] = 255 - (out[i] as number);
};
