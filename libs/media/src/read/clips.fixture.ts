import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { frameOf, type GreyClip } from '@echocohort/shared';
import sharp from 'sharp';
import { ByteFile } from '../decode/byte-file.js';
import { type FrameSource } from '../decode/frame-source.js';
import { unlinkedFile } from '../decode/unlinked-file.js';
import { rationalRate } from '../encode/frame-rate.js';
import { openVideo, type VideoFormat } from './read-video.js';
import { runTool } from './tool-process.js';

/** Taken out of the loops: a global looked up inside a test's own context costs more than the arithmetic. */
const { tan } = Math;

/** A seeded generator of whole numbers 0..255, so that every run of a test sees the same speckle. */
const speckle = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state * 69069 + 12345) % 0x1_0000_0000;
    return state >>> 24;
  };
};

export interface Fan {
  readonly apexX: number;
  readonly apexY: number;
  readonly radius: number;
  readonly halfAngle: number;
}

export const isInFan = ({ apexX, apexY, radius, halfAngle }: Fan, x: number, y: number): boolean => {
  const [dx, dy] = [x - apexX, y - apexY];
  const reach = dy * tan(halfAngle);
  return dx * dx + dy * dy <= radius * radius && dy >= 0 && dx <= reach && -dx <= reach;
};

/** Flickering speckle in a fan with a dark hole that opens and shuts, on a screen of level `screen`. */
export const fanClip = (
  size: { frames: number; height: number; width: number },
  fan: Fan,
  { seed = 1, screen = 0 }: { seed?: number; screen?: number } = {},
): GreyClip => {
  const { frames, height, width } = size;
  const next = speckle(seed);
  const pixels = new Uint8Array(frames * height * width).fill(screen);
  const holes = Array.from(
    { length: frames },
    (_, t) => fan.radius * (0.15 + 0.08 * Math.sin((2 * Math.PI * t) / frames)),
  );
  const still = Uint8Array.from({ length: height * width }, () => next() >> 1);
  for (let t = 0, i = 0; t < frames; t++)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++, i++) {
        if (!isInFan(fan, x, y)) continue;
        const isBlood = (x - fan.apexX) ** 2 + (y - fan.apexY - fan.radius * 0.5) ** 2 < (holes[t] as number) ** 2;
        pixels[i] = isBlood ? 2 + (next() >> 6) : 30 + (still[y * width + x] as number) + (next() >> 3);
      }
  return { ...size, pixels, framesPerSecond: 25 };
};

/** Draws white text into every frame, or into frames that `texts` gives different words for. */
export const paintText = async (
  clip: GreyClip,
  { x, y, fontPx }: { x: number; y: number; fontPx: number },
  words: (frame: number) => string,
): Promise<void> => {
  let drawn = { text: '', pixels: Buffer.alloc(3 * clip.height * clip.width) };
  for (let t = 0; t < clip.frames; t++) {
    const text = words(t);
    const svg =
      `<svg xmlns="http://www.w3.org/2000/svg" width="${clip.width}" height="${clip.height}">` +
      `<text x="${x}" y="${y}" font-family="DejaVu Sans" font-size="${fontPx}" fill="#fff">${text}</text></svg>`;
    if (drawn.text !== text)
      drawn = { text, pixels: await sharp(Buffer.from(svg)).flatten({ background: '#000' }).raw().toBuffer() };
    const frame = frameOf(clip, t);
    for (let i = 0; i < frame.length; i++) {
      const level = drawn.pixels[3 * i] as number;
      if (level > (frame[i] as number)) frame[i] = level;
    }
  }
};

/** An ECG that scrolls to the left by `step` pixels a frame, between rows `top` and `top + height`. */
export const paintEcg = (
  clip: GreyClip,
  { top, height, step }: { top: number; height: number; step: number },
): void => {
  for (let t = 0; t < clip.frames; t++) {
    const frame = frameOf(clip, t);
    let last = top + height;
    for (let x = 0; x < clip.width; x++) {
      const beat = ((x + t * step) % 60) / 60;
      const level = beat < 0.1 ? 1 - Math.abs(beat - 0.05) / 0.05 : 0.15 * Math.max(0, Math.sin(Math.PI * beat));
      const row = Math.round(top + height * (1 - level));
      for (let y = Math.min(row, last); y <= Math.max(row, last); y++) frame[y * clip.width + x] = 255;
      last = row;
    }
  }
};

/** Writes a clip with ffmpeg; `args` name the encoder and the file. */
export const writeVideo = async (clip: GreyClip, args: readonly string[]): Promise<void> => {
  const { ok, reason } = await runTool(
    'ffmpeg',
    [
      ...[
        '-v',
        'error',
        '-y',
        '-f',
        'rawvideo',
        '-pixel_format',
        'gray',
        '-video_size',
        `${clip.width}x${clip.height}`,
      ],
      ...['-framerate', rationalRate(clip.framesPerSecond).join('/'), '-i', 'pipe:3', ...args],
    ],
    { inputs: [clip.pixels] },
  );
  if (!ok) throw new Error(reason);
};

/** Runs `body` with a folder of its own, which goes afterwards. */
export const withFolder = async <T>(body: (folder: string) => Promise<T>): Promise<T> => {
  const folder = await mkdtemp(join(tmpdir(), 'echocohort-media-spec-'));
  try {
    return await body(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/** Peak signal to noise ratio of two equally long byte arrays, dB. */
export const psnrDb = (a: Uint8Array, b: Uint8Array): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += ((a[i] as number) - (b[i] as number)) ** 2;
  return 10 * Math.log10((255 ** 2 * a.length) / sum);
};

export const isEvery = (pixels: Uint8Array, test: (index: number) => boolean): boolean =>
  pixels.every((_, i) => test(i));

/** All frames of a video in memory. */
export const wholeVideo = async (path: string, format: VideoFormat): Promise<GreyClip> => {
  const spool = await unlinkedFile();
  try {
    return await wholeClip(path, (file) => openVideo(file, format, { file: new ByteFile(spool.fd), start: 7 }));
  } finally {
    await spool.close();
  }
};

/** All frames of a file in memory, as one of the readers gives them: the whole picture. */
export const wholeClip = async (
  path: string,
  read: (file: ByteFile) => FrameSource | Promise<FrameSource>,
): Promise<GreyClip & Pick<FrameSource, 'region'>> => {
  const file = await open(path, 'r');
  try {
    const source = await read(new ByteFile(file.fd));
    const { frames, height, width, framesPerSecond, region } = source;
    const pixels = new Uint8Array(frames * height * width);
    for (let index = 0; index < frames; index++) pixels.set(await source.frame(index), index * height * width);
    return { pixels, frames, height, width, framesPerSecond, region };
  } finally {
    await file.close();
  }
};
