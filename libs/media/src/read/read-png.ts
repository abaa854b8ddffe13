import sharp from 'sharp';
import { checkClipSize, decodeLimits } from './decode-limits.js';
import { type ByteFile } from '../decode/byte-file.js';
import { type FrameSource } from '../decode/frame-source.js';
import { interleavedToGrey } from './luma.js';
import { unreadable, wordsOf } from './read-failure.js';

const damaged = (error: unknown): never => {
  throw unreadable(`expected a whole PNG picture, it is cut off or damaged: ${wordsOf(error)}`);
};

/**
 * Reads a PNG as a clip of one frame; 16-bit depth is cut to 8, transparency lies on black.
 * @throws EchoError `unreadable-clip` when it is cut off, damaged or of absurd size
 */
export const openPng = async (file: ByteFile): Promise<FrameSource> => {
  const image = sharp(file.path, {
    failOn: 'error',
    limitInputPixels: decodeLimits.sideMaxPx ** 2,
    ignoreIcc: true,
    sequentialRead: true,
  });
  const { width, height } = await image.metadata().catch(damaged);
  checkClipSize({ frames: 1, height, width });
  const { data, info } = await image
    .flatten({ background: '#000' })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
    .catch(damaged);
  const pixels = new Uint8Array(height * width);
  interleavedToGrey(data, info.channels, pixels);
  return { frames: 1, height, width, framesPerSecond: null, region: null, frame: () => pixels };
};
