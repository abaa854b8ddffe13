import { limits } from '@echocohort/shared';
import { unreadable } from './read-failure.js';

/** What a reader may decode. A header beyond it is refused before a pixel is decoded. */
export const decodeLimits = {
  sideMinPx: 8,
  sideMaxPx: 4096,
  /** One byte a pixel. 512 MiB are 680 frames of 1024 x 768. */
  decodedMaxBytes: 512 * 1024 * 1024,
  /** For one run of ffmpeg or ffprobe, or one order to an encoder process. */
  toolTimeoutMs: 120_000,
  /** For one upload, everything included. */
  decodeTimeoutMs: 60_000,
  /** Memory that the process which decodes may write to, and as much for each tool that it starts. */
  decodeMemoryBytes: 384 * 1024 * 1024,
} as const;

export interface ClipSize {
  readonly frames: number;
  readonly height: number;
  readonly width: number;
}

/** @throws EchoError `unreadable-clip` when a header promises no frames, too many, or a picture of absurd size */
export const checkClipSize = ({ frames, height, width }: ClipSize): void => {
  const { sideMinPx, sideMaxPx, decodedMaxBytes } = decodeLimits;
  if (!(frames >= 1)) throw unreadable('expected at least one frame, the file has none');
  if (frames > limits.clipFramesMax)
    throw unreadable(`expected at most ${limits.clipFramesMax} frames, the file has ${frames}`);
  const sideFits = (side: number) => side >= sideMinPx && side <= sideMaxPx;
  if (!sideFits(height) || !sideFits(width))
    throw unreadable(`expected sides of ${sideMinPx} to ${sideMaxPx} pixels, the file says ${width} x ${height}`);
  if (frames * height * width > decodedMaxBytes)
    throw unreadable(
      `expected at most ${decodedMaxBytes / 2 ** 20} million pixels over all frames, ` +
        `the file has ${frames} frames of ${width} x ${height}: shorten it or scale it down`,
    );
};
