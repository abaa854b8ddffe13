import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { frameOf, type GreyClip } from '@echocohort/shared';
import sharp from 'sharp';
import {
  type Fan,
  fanClip,
  isEvery,
  isInFan,
  paintEcg,
  paintText,
  psnrDb,
  withFolder,
  writeVideo,
} from './clips.fixture.js';
import { dicomFile, pixelModule, syntaxes } from '../dicom/dicom.fixture.js';
import { encodeMp4 } from '../encode/encode-mp4.js';
import { encodeNpy } from './npy.js';
import { readClip } from './read-clip.js';

const real = fileURLToPath(new URL('../../fixtures/ybr-colour-ultrasound.dcm', import.meta.url));
const screenSize = { frames: 24, height: 240, width: 320 };
const fan: Fan = { apexX: 160, apexY: 30, radius: 160, halfAngle: 0.7 };
const smallFan: Fan = { apexX: 56, apexY: 2, radius: 106, halfAngle: 0.5 };
const small = () => fanClip({ frames: 16, height: 112, width: 112 }, smallFan, { seed: 5 });

const encoders = {
  avi: ['-c:v', 'mjpeg', '-q:v', '2'],
  mp4: ['-c:v', 'libx264', '-crf', '12', '-pix_fmt', 'yuv420p'],
  mov: ['-c:v', 'mpeg4', '-q:v', '2'],
  gif: ['-pix_fmt', 'gray'],
} as const;

const readAs = (clip: GreyClip, kind: keyof typeof encoders) =>
  withFolder(async (folder) => {
    const path = join(folder, `clip.${kind}`);
    await writeVideo(clip, [...encoders[kind], path]);
    return readClip(path, { originalName: `clip.${kind}` });
  });

const readBytes = (bytes: Uint8Array, originalName: string) =>
  withFolder(async (folder) => {
    const path = join(folder, 'upload');
    await writeFile(path, bytes);
    return readClip(path, { originalName });
  });

/** The screen of a device: a fan, its patient's name, settings, a ruler, a running clock and a scrolling ECG. */
const screenClip = async (): Promise<GreyClip> => {
  const clip = fanClip(screenSize, fan);
  await paintText(clip, { x: 4, y: 16, fontPx: 14 }, () => 'DOE, JANE 1961-02-03');
  await paintText(clip, { x: 250, y: 40, fontPx: 12 }, () => 'MI 0.9');
  await paintText(clip, { x: 4, y: 60, fontPx: 12 }, (t) => `${100 + t} bpm`);
  paintEcg(clip, { top: 205, height: 28, step: 5 });
  for (let t = 0; t < clip.frames; t++)
    for (let y = 40; y < 190; y += 15) frameOf(clip, t).fill(255, y * 320 + 300, y * 320 + 306);
  return clip;
};

describe('readClip: sector', () => {
  it('drops names, clocks, rulers and the ECG, and keeps the fan', async () => {
    const screen = await screenClip();
    const clean = fanClip(screenSize, fan);
    const { clip, sector } = await readAs(screen, 'gif');
    expect(sector.width).toBeLessThan(230);
    expect(sector.height).toBeLessThan(175);
    let lost = 0;
    let kept = 0;
    for (const t of [0, 7, 23])
      for (let y = 0; y < screenSize.height; y++)
        for (let x = 0; x < screenSize.width; x++) {
          const isKept = x >= sector.x && y >= sector.y && x < sector.x + sector.width && y < sector.y + sector.height;
          const level = isKept ? frameOf(clip, t)[(y - sector.y) * sector.width + x - sector.x]! : 0;
          const expected = frameOf(clean, t)[y * screenSize.width + x]!;
          if (isInFan(fan, x, y) && level !== expected) lost++;
          if (!isInFan({ ...fan, radius: fan.radius + 4, apexY: fan.apexY - 4 }, x, y) && level !== 0) kept++;
        }
    expect(lost / (3 * sector.width * sector.height)).toBeLessThan(0.002);
    expect(kept).toBe(0);
  });

  it('would have kept the text without the blacking out: the same pixels are bright in the file', async () => {
    const screen = await screenClip();
    const outside = (i: number) => !isInFan(fan, i % screenSize.width, (i / screenSize.width) | 0);
    expect(frameOf(screen, 0).filter((level, i) => level > 200 && outside(i)).length).toBeGreaterThan(300);
  });

  it.each(['avi', 'mp4'] as const)('does the same through the noise of %s', async (kind) => {
    const { sector, clip } = await readAs(await screenClip(), kind);
    expect(sector.x).toBeGreaterThan(45);
    expect(sector.x + sector.width).toBeLessThan(278);
    expect(sector.y).toBeGreaterThan(17);
    expect(sector.y + sector.height).toBeLessThan(203);
    expect(frameOf(clip, 3)[0]).toBe(0);
  });

  it('finds it on a grey screen too', async () => {
    const { sector } = await readAs(fanClip(screenSize, fan, { screen: 16 }), 'gif');
    expect(Math.abs(sector.y - fan.apexY)).toBeLessThan(6);
    expect(Math.abs(sector.height - fan.radius)).toBeLessThan(8);
  });

  it('blacks out everything around the sector of a real DICOM, in every frame', async () => {
    const { clip, sector, format } = await readClip(real, { originalName: 'PLA.dcm' });
    expect(format).toBe('dicom');
    expect(clip).toMatchObject({ frames: 30, framesPerSecond: 30, width: sector.width, height: sector.height });
    expect(sector.x).toBeGreaterThanOrEqual(36);
    expect(sector.y).toBeGreaterThanOrEqual(12);
    expect(sector.x + sector.width).toBeLessThanOrEqual(298);
    expect(sector.y + sector.height).toBeLessThanOrEqual(212);
    expect(sector.width).toBeGreaterThan(240);
    const size = clip.width * clip.height;
    const isCorner = (i: number) => {
      const [x, y] = [(i % clip.width) + sector.x, ((i % size) / clip.width) | 0];
      return y < 60 && (x - 168) ** 2 > (y + sector.y + 8) ** 2;
    };
    expect(isEvery(clip.pixels, (i) => !isCorner(i) || clip.pixels[i] === 0)).toBe(true);
    expect(sector.coverage).toBeGreaterThan(0.55);
    expect(sector.coverage).toBeLessThan(0.75);
  });

  it('returns nothing of the patient', async () => {
    const read = await readClip(real, { originalName: 'PLA.dcm' });
    expect(Object.keys(read).sort()).toEqual(['clip', 'format', 'sector', 'view']);
    expect(Object.keys(read.clip).sort()).toEqual(['frames', 'framesPerSecond', 'height', 'pixels', 'width']);
  });

  it('keeps to the 2D region that a DICOM names', async () => {
    const clip = fanClip({ frames: 6, height: 120, width: 200 }, { apexX: 100, apexY: 5, radius: 110, halfAngle: 0.7 });
    const region = { x0: 40, y0: 20, x1: 150, y1: 90 };
    const item = Buffer.alloc(8);
    item.writeUInt16LE(0xfffe, 0);
    item.writeUInt16LE(0xe000, 2);
    const element = (tag: number, vr: string, value: number) => {
      const bytes = Buffer.alloc(8 + (vr === 'US' ? 2 : 4));
      bytes.writeUInt16LE(0x0018, 0);
      bytes.writeUInt16LE(tag, 2);
      bytes.write(vr, 4);
      bytes.writeUInt16LE(bytes.length - 8, 6);
      if (vr === 'US') bytes.writeUInt16LE(value, 8);
      else bytes.writeUInt32LE(value, 8);
      return bytes;
    };
    const inner = Buffer.concat([
      element(0x6012, 'US', 1),
      element(0x6014, 'US', 1),
      element(0x6018, 'UL', region.x0),
      element(0x601a, 'UL', region.y0),
      element(0x601c, 'UL', region.x1),
      element(0x601e, 'UL', region.y1),
    ]);
    item.writeUInt32LE(inner.length, 4);
    const elements = pixelModule(clip, [[0x00186011, 'SQ', Buffer.concat([item, inner])]]);
    const file = dicomFile(syntaxes.explicit, elements, { vr: 'OB', bytes: clip.pixels });
    const { sector } = await readBytes(file, 'a.dcm');
    expect(sector).toMatchObject({ x: region.x0, y: region.y0, width: 111, height: 71 });
  });

  it.each(['avi', 'mp4', 'mov', 'gif'] as const)('leaves the size of a framed clip alone: %s', async (kind) => {
    const source = small();
    const { clip, format } = await readAs(source, kind);
    expect(format).toBe(kind === 'mov' ? 'mp4' : kind);
    expect(clip).toMatchObject({ frames: 16, height: 112, width: 112, framesPerSecond: 25 });
    expect(psnrDb(clip.pixels, source.pixels)).toBeGreaterThan(27);
    const otherWay = source.pixels.slice().reverse();
    expect(psnrDb(clip.pixels, otherWay)).toBeLessThan(20);
  });

  it('reads a PNG as one frame, and finds its sector beside text', async () => {
    const screen = await screenClip();
    const one: GreyClip = { ...screen, frames: 1, pixels: frameOf(screen, 0) };
    const png = await sharp(one.pixels, { raw: { width: 320, height: 240, channels: 1 } })
      .png()
      .toBuffer();
    const { clip, sector, format } = await readBytes(png, 'still.png');
    expect(format).toBe('png');
    expect(clip).toMatchObject({ frames: 1, framesPerSecond: null });
    expect(sector.x).toBeGreaterThan(45);
    expect(sector.x + sector.width).toBeLessThan(280);
    expect(sector.y).toBeGreaterThan(20);
    expect(sector.y + sector.height).toBeLessThan(200);
  });

  it('scales a long side above 1024 down', async () => {
    const wide = fanClip(
      { frames: 3, height: 1000, width: 1500 },
      { apexX: 750, apexY: 0, radius: 1000, halfAngle: 0.85 },
    );
    const { clip } = await readAs(wide, 'avi');
    expect(Math.max(clip.width, clip.height)).toBe(1024);
    expect(clip.pixels.length).toBe(3 * clip.width * clip.height);
    expect(clip.pixels.buffer.byteLength).toBe(clip.pixels.length);
  });
});

describe('readClip: refusals', () => {
  const refusal = (code: string, words: string) => ({
    code,
    issues: [{ field: 'file' }],
    message: expect.stringContaining(words),
  });

  it('does not take a text file named .dcm, and does not repeat its name', async () => {
    const attempt = readBytes(Buffer.from('Dear Dr. House,\n'.repeat(30)), 'Jane Doe.dcm');
    await expect(attempt).rejects.toMatchObject(refusal('unsupported-media', '.dcm'));
    await expect(attempt).rejects.not.toThrow(/Jane/);
  });

  it('does not take an empty file, or one of text only', async () => {
    await expect(readBytes(Buffer.alloc(0), 'a.mp4')).rejects.toMatchObject(refusal('unreadable-clip', 'empty'));
    const text: GreyClip = { ...screenSize, frames: 4, pixels: new Uint8Array(4 * 240 * 320), framesPerSecond: 25 };
    await paintText(text, { x: 20, y: 120, fontPx: 14 }, () => 'No ultrasound here');
    await expect(readAs(text, 'gif')).rejects.toMatchObject(refusal('unreadable-clip', 'no sector'));
    await expect(readAs({ ...text, pixels: text.pixels.fill(0) }, 'gif')).rejects.toMatchObject(
      refusal('unreadable-clip', 'no sector'),
    );
  });

  it('keeps an array whole in which no sector stands out: it comes prepared', async () => {
    const black: GreyClip = { ...screenSize, frames: 4, pixels: new Uint8Array(4 * 240 * 320), framesPerSecond: 25 };
    const read = await readBytes(Buffer.from(encodeNpy(black)), 'black.npy');
    expect(read.sector).toEqual({ x: 0, y: 0, width: screenSize.width, height: screenSize.height, coverage: 1 });
    expect(read.clip).toMatchObject({ frames: 4, height: screenSize.height, width: screenSize.width });
  });

  it('names what is wrong with cut off videos, and reads the whole ones', async () => {
    const source = small();
    const [mp4] = await encodeMp4([source]);
    await expect(readBytes(mp4!.subarray(0, mp4!.length / 2), 'a.mp4')).rejects.toMatchObject(
      refusal('unreadable-clip', 'cut off'),
    );
    await expect(readBytes(mp4!.subarray(0, 600), 'a.mp4')).rejects.toMatchObject(
      refusal('unreadable-clip', 'cut off'),
    );
    expect((await readBytes(mp4!, 'a.mp4')).clip.frames).toBe(16);
    const [avi, gif] = await withFolder(async (folder) => {
      await writeVideo(source, [...encoders.avi, join(folder, 'a.avi')]);
      await writeVideo(source, [...encoders.gif, join(folder, 'a.gif')]);
      return [await readFile(join(folder, 'a.avi')), await readFile(join(folder, 'a.gif'))];
    });
    await expect(readBytes(avi.subarray(0, avi.length / 2), 'a.avi')).rejects.toMatchObject(
      refusal('unreadable-clip', 'cut off'),
    );
    await expect(readBytes(gif.subarray(0, gif.length / 2), 'a.gif')).rejects.toMatchObject({
      code: 'unreadable-clip',
    });
  });

  it('counts frames before it decodes them', async () => {
    const long: GreyClip = {
      frames: 1100,
      height: 16,
      width: 16,
      pixels: new Uint8Array(1100 * 256),
      framesPerSecond: 50,
    };
    await expect(readAs(long, 'avi')).rejects.toMatchObject(refusal('unreadable-clip', 'at most 1024 frames'));
  });

  it('refuses a PNG of absurd size before it decodes it, and one that is cut off', async () => {
    const bomb = await sharp({ create: { width: 9000, height: 9000, channels: 3, background: '#000' } })
      .png()
      .toBuffer();
    await expect(readBytes(bomb, 'a.png')).rejects.toMatchObject({ code: 'unreadable-clip' });
    const frame = frameOf(small(), 0);
    const png = await sharp(frame, { raw: { width: 112, height: 112, channels: 1 } })
      .png()
      .toBuffer();
    await expect(readBytes(png.subarray(0, png.length / 2), 'a.png')).rejects.toMatchObject(
      refusal('unreadable-clip', 'cut off'),
    );
  });
});
