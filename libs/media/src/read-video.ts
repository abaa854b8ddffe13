import { z } from 'zod';
import { checkClipSize, type ClipSize } from './decode-limits.js';
import { type DecodedClip } from './decoded-clip.js';
import { unreadable } from './read-failure.js';
import { runTool } from './tool-process.js';

export type VideoFormat = 'avi' | 'mp4' | 'gif';

const demuxers: Readonly<Record<VideoFormat, string>> = { avi: 'avi', mp4: 'mov', gif: 'gif' };

/** The demuxer is fixed by the content and only plain files may be opened: a crafted playlist or link leads nowhere. */
const inputArgs = (path: string, format: VideoFormat): string[] => [
  ...['-protocol_whitelist', 'file,pipe', '-f', demuxers[format], '-i', `file:${path}`],
];

const probeSchema = z.object({
  streams: z.array(
    z.object({
      width: z.int().default(0),
      height: z.int().default(0),
      /** What the file's index promises; not every format has one. */
      nb_frames: z.coerce.number().default(0),
      nb_read_packets: z.coerce.number().default(0),
      avg_frame_rate: z.string().default('0/0'),
    }),
  ),
});

const rateOf = (rational: string): number | null => {
  const [over, under] = rational.split('/').map(Number);
  const rate = over !== undefined && under ? over / under : 0;
  return Number.isFinite(rate) && rate > 0 && rate <= 10_000 ? Math.round(rate * 1000) / 1000 : null;
};

/** ffmpeg's messages without the name of the file, which is ours and tells a user nothing. */
const plain = (reason: string, path: string): string =>
  reason.replaceAll(`file:${path}`, 'the file').replaceAll(path, 'the file');

/** Size, number of coded frames and rate, without decoding a frame. */
const probe = async (path: string, format: VideoFormat): Promise<ClipSize & { framesPerSecond: number | null }> => {
  const chunks: Uint8Array[] = [];
  const entries = 'stream=width,height,nb_frames,nb_read_packets,avg_frame_rate';
  const { ok, reason } = await runTool(
    'ffprobe',
    [
      ...['-v', 'error', '-of', 'json', '-select_streams', 'v:0', '-count_packets', '-show_entries', entries],
      ...inputArgs(path, format),
    ],
    { onOutput: (chunk) => chunks.push(chunk) < 64 },
  );
  if (!ok)
    throw unreadable(`expected a whole ${format.toUpperCase()} file, it is cut off or damaged: ${plain(reason, path)}`);
  const stream = probeSchema.parse(JSON.parse(Buffer.concat(chunks).toString('utf8'))).streams[0];
  if (!stream) throw unreadable(`expected a ${format.toUpperCase()} file with a video track, it has none`);
  if (stream.nb_frames > stream.nb_read_packets)
    throw unreadable(
      `expected ${stream.nb_frames} frames, the ${format.toUpperCase()} file is cut off after ${stream.nb_read_packets}`,
    );
  return {
    frames: stream.nb_read_packets,
    height: stream.height,
    width: stream.width,
    framesPerSecond: rateOf(stream.avg_frame_rate),
  };
};

/**
 * Reads the first video track of an AVI, MP4, MOV or GIF file to grey frames through ffmpeg, every coded frame once.
 * Its header is checked first; frames then stream into one buffer of the size that the header promised.
 * @throws EchoError `unreadable-clip` (cut off, damaged, empty, too long or too large), `unavailable` without ffmpeg
 */
export const readVideo = async (path: string, format: VideoFormat): Promise<DecodedClip> => {
  const { frames: promised, height, width, framesPerSecond } = await probe(path, format);
  checkClipSize({ frames: promised, height, width });
  const buffer = new Uint8Array(promised * height * width);
  let filled = 0;
  const { ok, reason } = await runTool(
    'ffmpeg',
    [
      ...['-v', 'error', '-nostdin', '-threads', '2', '-noautorotate', ...inputArgs(path, format)],
      ...['-map', '0:v:0', '-fps_mode', 'passthrough', '-sws_flags', '+accurate_rnd+bitexact'],
      ...['-f', 'rawvideo', '-pix_fmt', 'gray', 'pipe:1'],
    ],
    {
      onOutput: (chunk) => {
        const part = chunk.subarray(0, buffer.length - filled);
        buffer.set(part, filled);
        filled += part.length;
        return part.length === chunk.length;
      },
    },
  );
  if (!ok) throw unreadable(`expected a whole ${format.toUpperCase()} file: ${plain(reason, path)}`);
  const frames = Math.floor(filled / (height * width));
  if (frames === 0 || (frames < promised && reason !== ''))
    throw unreadable(
      `expected ${promised} frames, could decode ${frames}: ${plain(reason, path) || 'they are damaged'}`,
    );
  const pixels = buffer.subarray(0, frames * height * width);
  return { pixels, frames, height, width, framesPerSecond, region: null };
};
