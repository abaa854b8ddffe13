import { closeSync, openSync, readSync } from 'node:fs';
import {
  AVERROR_EAGAIN,
  AVERROR_EOF,
  AVFMT_FLAG_BITEXACT,
  AV_LOG_ERROR,
  AV_PIX_FMT_YUV420P,
  FF_ENCODER_LIBX264,
} from 'node-av/constants';
import { Codec, CodecContext, Dictionary, FFmpegError, FormatContext, Frame, Log, Packet, Rational } from 'node-av/lib';
import { blackPlanes, drawLuma_, evenSize, type PictureSize } from './limited-range.js';

/** A clip to be encoded, of any number of frames. */
export interface Mp4Order extends PictureSize {
  /** File of raw grey frames, [T, H, W] */
  readonly source: string;
  readonly file: string;
  /** Frames a second, over and under */
  readonly rate: readonly [number, number];
  readonly title: string;
  readonly comment: string;
}

/** What x264 has for AVX-512 reads memory that nobody has written, and bytes follow from that (ADR 0023). */
const instructions = process.arch === 'x64' ? 'AVX2' : 'auto';

/** Without what finds nothing in speckle and takes a quarter of the time (ADR 0018). */
const x264Options = {
  ...{ preset: 'veryfast', crf: '18', g: '48', threads: '1', subq: '0', refs: '1' },
  'x264-params': `asm=${instructions}:partitions=none:no-deblock=1:weightp=0:b-adapt=0:scenecut=0`,
  flags: '+global_header+bitexact',
  color_range: 'tv',
};

Log.setLevel(AV_LOG_ERROR);

const must = (code: number, step: string): void => FFmpegError.throwIfError(code, step);

/** Options are set one by one: node-av 6.1.1 frees a dictionary twice that an encoder is opened with. */
const openEncoder = (size: PictureSize, [over, under]: Mp4Order['rate']): CodecContext => {
  const encoder = new CodecContext();
  encoder.allocContext3(Codec.findEncoderByName(FF_ENCODER_LIBX264));
  encoder.height = size.height;
  encoder.width = size.width;
  encoder.pixelFormat = AV_PIX_FMT_YUV420P;
  encoder.framerate = new Rational(over, under);
  encoder.timeBase = new Rational(under, over);
  for (const [name, value] of Object.entries(x264Options)) must(encoder.setOption(name, value), name);
  must(encoder.open2Sync(), 'libx264');
  return encoder;
};

const openPicture = (size: PictureSize): Frame => {
  const picture = new Frame();
  picture.alloc();
  picture.format = AV_PIX_FMT_YUV420P;
  picture.height = size.height;
  picture.width = size.width;
  must(picture.getBuffer(), 'picture');
  return picture;
};

/** The packets that an encoder has ready, each in the same memory. */
function* packetsOf(encoder: CodecContext): Generator<Packet> {
  using packet = new Packet();
  packet.alloc();
  for (;;) {
    const code = encoder.receivePacketSync(packet);
    if (code === AVERROR_EAGAIN || code === AVERROR_EOF) return;
    must(code, 'packet');
    yield packet;
  }
}

/** The frames of a file, [H, W], each in the same memory. */
function* framesOf({ source, height, width }: Mp4Order): Generator<Uint8Array> {
  const frame = new Uint8Array(height * width);
  const file = openSync(source, 'r');
  try {
    while (readSync(file, frame) > 0) yield frame;
  } finally {
    closeSync(file);
  }
}

/** All packets of a clip as they come out. */
function* encoded(encoder: CodecContext, order: Mp4Order): Generator<Packet> {
  using picture = openPicture(evenSize(order));
  const planes = blackPlanes(order);
  let time = 0n;
  for (const frame of framesOf(order)) {
    drawLuma_(planes, frame, order);
    must(picture.makeWritable(), 'picture');
    must(picture.fromBuffer(planes), 'picture');
    picture.pts = time++;
    must(encoder.sendFrameSync(picture), 'frame');
    yield* packetsOf(encoder);
  }
  must(encoder.sendFrameSync(null), 'last frame');
  yield* packetsOf(encoder);
}

const label_ = (container: FormatContext, { title, comment }: Mp4Order): void => {
  using texts = Dictionary.fromObject({ title, comment });
  container.metadata = texts;
  container.setFlags(AVFMT_FLAG_BITEXACT);
  must(container.setOption('movflags', '+faststart'), 'movflags');
};

/**
 * Encodes a clip to a file: H.264 of an encoder of its own, moov in front, nothing in it that its order does not say.
 * @throws FFmpegError naming the step that failed
 */
export const writeMp4 = (order: Mp4Order): void => {
  using encoder = openEncoder(evenSize(order), order.rate);
  const container = new FormatContext();
  try {
    must(container.allocOutputContext2(null, 'mp4', order.file), 'mp4');
    label_(container, order);
    const stream = container.newStream();
    must(stream.codecpar.fromContext(encoder), 'stream');
    stream.avgFrameRate = encoder.framerate;
    stream.timeBase = encoder.timeBase;
    must(container.openOutputSync(), order.file);
    must(container.writeHeaderSync(), 'header');
    for (const packet of encoded(encoder, order)) {
      packet.rescaleTs(encoder.timeBase, stream.timeBase);
      must(container.interleavedWriteFrameSync(packet), 'packet');
    }
    must(container.writeTrailerSync(), 'trailer');
  } finally {
    container.closeOutputSync();
    container.freeContext();
  }
};
