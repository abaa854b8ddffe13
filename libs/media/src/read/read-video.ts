import { z } from 'zod';
import { checkClipSize, type ClipSize, decodeLimits } from './decode-limits.js';
import { type ByteFile } from '../decode/byte-file.js';
import { type FrameSource } from '../decode/frame-source.js';
import { statedRate } from '../encode/frame-rate.js';
import { unreadable } from './read-failure.js';
import { runTool } from './tool-process.js';

export type VideoFormat = 'avi' | 'mp4' | 'gif';

const demuxers: Readonly<Record<VideoFormat, string>> = { avi: 'avi', mp4: 'mov', gif: 'gif' };

/** Where the tools find the uploaded file. */
const input = '/dev/fd/3';

/** The demuxer is fixed by the content and only plain files may be opened: a crafted playlist or link leads nowhere. */
const inputArgs = (format: VideoFormat): string[] => [
  ...['-protocol_whitelist', 'file,pipe', '-f', demuxers[format], '-i', `file:${input}`],
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
  return statedRate(rate);
};

/** ffmpeg's messages without the name of the file, which is ours and tells a user nothing. */
const plain = (reason: string): string => reason.replaceAll(`file:${input}`, 'the file').replaceAll(input, 'the file');

/** Size, number of coded frames and rate, without decoding a frame. */
const probe = async ({ fd }: ByteFile, format: VideoFormat): Promise<ClipSize & { framesPerSecond: number | null }> => {
  const chunks: Uint8Array[] = [];
  const entries = 'stream=width,height,nb_frames,nb_read_packets,avg_frame_rate';
  const { ok, reason } = await runTool(
    'ffprobe',
    [
      ...['-v', 'error', '-of', 'json', '-select_streams', 'v:0', '-count_packets', '-show_entries', entries],
      ...inputArgs(format),
    ],
    { file: fd, memoryBytes: decodeLimits.decodeMemoryBytes, onOutput: (chunk) => chunks.push(chunk) < 64 },
  );
  if (!ok)
    throw unreadable(`expected a whole ${format.toUpperCase()} file, it is cut off or damaged: ${plain(reason)}`);
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

/** Decodes all frames into the spool, at most as many bytes as the header promised. Returns how many, and what ffmpeg complained of. */
const decodeInto = async (
  spool: Spool,
  { fd }: ByteFile,
  format: VideoFormat,
  promisedBytes: number,
): Promise<{ filledBytes: number; reason: string }> => {
  let filledBytes = 0;
  const { ok, reason } = await runTool(
    'ffmpeg',
    [
      // One thread: each has frames of its own, and other clips are decoded beside this one.
      ...['-v', 'error', '-nostdin', '-threads', '1', '-noautorotate', ...inputArgs(format)],
      ...['-map', '0:v:0', '-fps_mode', 'passthrough', '-sws_flags', '+accurate_rnd+bitexact'],
      ...['-f', 'rawvideo', '-pix_fmt', 'gray', 'pipe:1'],
    ],
    {
      file: fd,
      memoryBytes: decodeLimits.decodeMemoryBytes,
      onOutput: (chunk) => {
        const part = chunk.subarray(0, promisedBytes - filledBytes);
        spool.file.write(part, spool.start + filledBytes);
        filledBytes += part.length;
        return part.length === chunk.length;
      },
    },
  );
  if (!ok) throw unreadable(`expected a whole ${format.toUpperCase()} file: ${plain(reason)}`);
  return { filledBytes, reason };
};

/** A file that takes decoded frames, from a byte on. */
export interface Spool {
  readonly file: ByteFile;
  readonly start: number;
}

/**
 * Decodes the first video track of an AVI, MP4, MOV or GIF file through ffmpeg, every coded frame once. Its header is
 * checked first; frames then stream into the spool, from which they are read again, as none of these formats is read
 * backwards.
 * @throws EchoError `unreadable-clip` (cut off, damaged, empty, too long or too large), `unavailable` without ffmpeg
 */
export const openVideo = async (file: ByteFile, format: VideoFormat, spool: Spool): Promise<FrameSource> => {
  const { frames: promised, height, width, framesPerSecond } = await probe(file, format);
  checkClipSize({ frames: promised, height, width });
  const frameBytes = height * width;
  const { filledBytes, reason } = await decodeInto(spool, file, format, promised * frameBytes);
  const frames = Math.floor(filledBytes / frameBytes);
  if (frames === 0 || (frames < promised && reason !== ''))
    throw unreadable(`expected ${promised} frames, could decode ${frames}: ${plain(reason) || 'they are damaged'}`);
  const pixels = new Uint8Array(frameBytes);
  return {
    ...{ frames, height, width, framesPerSecond, region: null },
    frame(index) {
      spool.file.readInto(pixels, spool.start + index * frameBytes);
      return pixels;
    },
  };
};
