import { EchoError, type GreyClip } from '@echocohort/shared';
import { rationalRate } from './frame-rate.js';
import { runTool } from '../read/tool-process.js';

/** Browsers slow down frames shorter than 20 ms to 100 ms. */
const framesPerSecondMax = 50;

/**
 * An endlessly looping GIF of a clip. GIF has a palette of 256 colours, which here are the 256 greys: no level is lost.
 * Frame times are in hundredths of a second, and a rate above 50 plays at 50.
 * @throws EchoError `unavailable` without ffmpeg, `internal` when it fails
 */
export const encodeGif = async (clip: GreyClip): Promise<Uint8Array> => {
  const rate = clip.framesPerSecond === null ? null : Math.min(framesPerSecondMax, clip.framesPerSecond);
  const chunks: Uint8Array[] = [];
  const { ok, reason } = await runTool(
    'ffmpeg',
    [
      ...['-v', 'error', '-nostdin', '-f', 'rawvideo', '-pixel_format', 'gray'],
      ...['-video_size', `${clip.width}x${clip.height}`, '-framerate', rationalRate(rate).join('/'), '-i', 'pipe:3'],
      ...['-pix_fmt', 'gray', '-fflags', '+bitexact', '-flags:v', '+bitexact', '-loop', '0', '-f', 'gif', 'pipe:1'],
    ],
    { inputs: [clip.pixels], onOutput: (chunk) => chunks.push(chunk) > 0 },
  );
  if (!ok) throw new EchoError('internal', `ffmpeg could not write a GIF: ${reason}`);
  return new Uint8Array(Buffer.concat(chunks));
};
