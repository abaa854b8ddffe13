import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { getPriority } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { compiledEntry, frameOf, type GreyClip } from '@echocohort/shared';
import { expectEventually } from '@echocohort/testing';
import { chromium } from 'playwright-core';
import sharp from 'sharp';
import { fanClip, psnrDb, wholeVideo, withFolder } from '../read/clips.fixture.js';
import { contactSheet } from '../picture/contact-sheet.js';
import { encodeGif } from './encode-gif.js';
import { encodeMp4 } from './encode-mp4.js';
import { rationalRate } from './frame-rate.js';
import { sideBySide } from '../picture/side-by-side.js';
import { runTool } from '../read/tool-process.js';

const clipOf = (seed: number, side = 112, framesPerSecond: number | null = 25): GreyClip => ({
  ...fanClip(
    { frames: 16, height: side, width: side },
    { apexX: side / 2, apexY: 2, radius: side - 6, halfAngle: 0.5 },
    { seed },
  ),
  framesPerSecond,
});

const withFile = <T>(bytes: Uint8Array, body: (path: string) => Promise<T>): Promise<T> =>
  withFolder(async (folder) => {
    const path = join(folder, 'file');
    await writeFile(path, bytes);
    return body(path);
  });

interface Probed {
  streams: {
    codec_name: string;
    pix_fmt: string;
    width: number;
    height: number;
    r_frame_rate: string;
    nb_read_frames: string;
  }[];
  format: { tags: Record<string, string> };
}

const probe = (bytes: Uint8Array): Promise<Probed> =>
  withFile(bytes, async (path) => {
    const chunks: Uint8Array[] = [];
    const args = ['-v', 'error', '-of', 'json', '-count_frames', '-show_streams', '-show_format', path];
    await runTool('ffprobe', args, { onOutput: (chunk) => chunks.push(chunk) > 0 });
    return JSON.parse(Buffer.concat(chunks).toString()) as Probed;
  });

/** Null for a process that has ended meanwhile. */
const parentOf = (pid: string): string | null => {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[1] ?? null;
  } catch {
    return null;
  }
};

const childrenOf = (parent: number): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && parentOf(name) === String(parent))
    .map(Number);

describe('encodeMp4', () => {
  it('writes H.264 with every frame at its rate, and says synthetic', async () => {
    const [file] = await encodeMp4([clipOf(1, 112, 30000 / 1001)]);
    const { streams, format } = await probe(file!);
    expect(streams).toEqual([
      expect.objectContaining({
        codec_name: 'h264',
        pix_fmt: 'yuv420p',
        width: 112,
        height: 112,
        r_frame_rate: '30000/1001',
        nb_read_frames: '16',
      }),
    ]);
    expect(format.tags).toEqual({
      ...{ major_brand: 'isom', minor_version: '512', compatible_brands: 'isomiso2avc1mp41' },
      title: 'Synthetic echocardiogram',
      comment: expect.stringMatching(/SYNTHETIC/),
    });
    expect(Buffer.from(file!).indexOf('moov')).toBeLessThan(Buffer.from(file!).indexOf('mdat'));
  });

  it('comes back close to what went in, and far from another clip', async () => {
    const [a, b] = [clipOf(1), clipOf(2)];
    const [file] = await encodeMp4([a]);
    const back = await withFile(file!, (path) => wholeVideo(path, 'mp4'));
    expect(back).toMatchObject({ frames: 16, framesPerSecond: 25 });
    expect(psnrDb(back.pixels, a.pixels)).toBeGreaterThan(30);
    expect(psnrDb(back.pixels, b.pixels)).toBeLessThan(20);
  });

  it('keeps black black and white white', async () => {
    for (const level of [0, 255]) {
      const [file] = await encodeMp4([{ ...clipOf(1), pixels: new Uint8Array(16 * 112 * 112).fill(level) }]);
      const { pixels } = await withFile(file!, (path) => wholeVideo(path, 'mp4'));
      expect(new Set(pixels)).toEqual(new Set([level]));
    }
  });

  it('gives a clip the same bytes alone and in company, and other pixels others', async () => {
    const clips = [clipOf(1), clipOf(2, 64, 50), clipOf(3, 96, 12.5), clipOf(4)];
    const together = await encodeMp4(clips);
    for (const [k, clip] of clips.entries()) expect((await encodeMp4([clip]))[0]).toEqual(together[k]);
    for (const clip of [clipOf(5, 48), clipOf(6, 96)]) {
      const [first] = await encodeMp4([clip]);
      for (const file of await encodeMp4([...clips, ...Array<GreyClip>(12).fill(clip)]).then((files) => files.slice(4)))
        expect(Buffer.from(file).equals(first!)).toBe(true);
    }
    const changed = { ...clips[0]!, pixels: clips[0]!.pixels.map((level, i) => (i < 112 * 60 ? level : 255 - level)) };
    expect((await encodeMp4([changed]))[0]).not.toEqual(together[0]);
  });

  it('takes many clips at once, none, and pads odd sides', async () => {
    expect(await encodeMp4([])).toEqual([]);
    const many = await encodeMp4(Array.from({ length: 32 }, (_, k) => clipOf(k, 48)));
    expect(new Set(many.map((file) => Buffer.from(file).toString('base64'))).size).toBe(32);
    const [odd] = await encodeMp4([clipOf(1, 51)]);
    expect((await probe(odd!)).streams[0]).toMatchObject({ width: 52, height: 52 });
  });

  it.each([
    ['no frames', (clip: GreyClip) => ({ ...clip, frames: 0, pixels: new Uint8Array() })],
    ['half a frame at its end', (clip: GreyClip) => ({ ...clip, pixels: clip.pixels.subarray(0, -100) })],
  ])('refuses a clip of %s, whatever is beside it', async (_what, spoil) => {
    const encoding = encodeMp4([clipOf(1), spoil(clipOf(2))]);
    await expect(encoding).rejects.toMatchObject({ code: 'internal', message: expect.stringContaining('112 x 112') });
  });

  it('says that there is no room where its files should go, which is no fault of the clip', async () => {
    // A file system that has no room for anybody.
    await expect(encodeMp4([clipOf(1)], { workFolder: '/proc' })).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('leaves nothing behind, when it succeeds and when it fails', () =>
    withFolder(async (workFolder) => {
      expect(await encodeMp4([clipOf(1)], { workFolder })).toHaveLength(1);
      const wide = { frames: 1, height: 1, width: 40_000, pixels: new Uint8Array(40_000), framesPerSecond: 25 };
      const encoding = encodeMp4([wide], { workFolder });
      await expect(encoding).rejects.toMatchObject({ code: 'internal', message: expect.stringContaining('libx264') });
      expect(await readdir(workFolder)).toEqual([]);
    }));

  it('stands back, fails what its process was at when that dies, and goes on with another', async () => {
    await encodeMp4([clipOf(1)]);
    const pids = childrenOf(process.pid);
    expect(pids.map((pid) => getPriority(pid))).toContain(10);
    const underWay = encodeMp4(Array.from({ length: 8 }, (_, k) => clipOf(k)));
    for (const pid of pids) process.kill(pid, 'SIGKILL');
    await expect(underWay).rejects.toMatchObject({ code: 'internal', message: expect.stringContaining('SIGKILL') });
    expect(await encodeMp4([clipOf(1)])).toHaveLength(1);
    expect(childrenOf(process.pid)).not.toEqual(expect.arrayContaining(pids));
  });

  it('leaves no process behind when its own is killed', async () => {
    const script = `
      const { encodeMp4 } = await import('${compiledEntry(import.meta.url, 'encode-mp4.js').href}');
      await encodeMp4([{ frames: 1, height: 8, width: 8, pixels: new Uint8Array(64), framesPerSecond: 25 }]);
      process.stdout.write('encoded');
      setInterval(() => undefined, 1_000);`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(parent.stdout, 'data');
    const [pid] = childrenOf(parent.pid!);
    expect(pid).toBeDefined();
    parent.kill('SIGKILL');
    await expectEventually(() => expect(existsSync(`/proc/${pid}/exe`)).toBe(false));
  });

  it('plays in Chromium', async () => {
    const [file] = await encodeMp4([clipOf(1)]);
    await withFolder(async (profile) => {
      const args = [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
      ];
      const browser = await chromium.launchPersistentContext(profile, {
        executablePath: '/usr/bin/chromium',
        headless: true,
        args: [...args, '--disable-component-update', '--disable-sync'],
      });
      try {
        const page = await browser.newPage();
        const source = `data:video/mp4;base64,${Buffer.from(file!).toString('base64')}`;
        await page.setContent(`<video muted autoplay src="${source}"></video>`);
        await page.waitForFunction('document.querySelector("video").ended', undefined, { timeout: 30_000 });
        const seen = await page.evaluate(
          '(({videoWidth, videoHeight, duration, error}) => ({videoWidth, videoHeight, duration, error}))(document.querySelector("video"))',
        );
        expect(seen).toMatchObject({ videoWidth: 112, videoHeight: 112, error: null });
        expect((seen as { duration: number }).duration).toBeCloseTo(16 / 25, 1);
      } finally {
        await browser.close();
      }
    });
  });
});

describe('rationalRate', () => {
  it.each([
    [30, '30/1'],
    [30000 / 1001, '30000/1001'],
    [29.97, '30000/1001'],
    [59.94, '60000/1001'],
    [31.034, '15517/500'],
    [12.5, '25/2'],
    [0.4, '2/5'],
    [null, '30/1'],
  ])('%p is %s', (rate, expected) => expect(rationalRate(rate).join('/')).toBe(expected));

  it('stays next to any rate, and refuses none', () => {
    for (let rate = 0.5; rate < 400; rate *= 1.0173) {
      const [over, under] = rationalRate(rate);
      expect(Math.abs(over / under - rate) / rate).toBeLessThan(1.1e-4);
    }
    expect(() => rationalRate(0)).toThrow(RangeError);
    expect(() => rationalRate(Number.NaN)).toThrow(RangeError);
  });
});

describe('pictures', () => {
  it('writes a looping GIF that keeps every grey level', async () => {
    const clip = clipOf(1);
    const gif = await encodeGif(clip);
    const back = await withFile(gif, (path) => wholeVideo(path, 'gif'));
    expect(back.pixels).toEqual(clip.pixels);
    expect(back.framesPerSecond).toBe(25);
    expect(Buffer.from(gif).includes('NETSCAPE2.0')).toBe(true);
  });

  it('draws a contact sheet: all tiles, the caption, outlines around observed frames only', async () => {
    const clip = clipOf(1);
    const raw = async (options: Parameters<typeof contactSheet>[1]) =>
      sharp(await contactSheet(clip, options))
        .toColourspace('srgb')
        .removeAlpha()
        .raw()
        .toBuffer({ resolveWithObject: true });
    const plain = await raw({ columns: 4 });
    expect(plain.info).toMatchObject({ width: 4 + 4 * 116, height: 4 + 4 * 116 });
    const orange = ({ data }: { data: Buffer }) => {
      let count = 0;
      for (let i = 0; i < data.length; i += 3) if (data[i]! > 200 && data[i + 2]! < 60) count++;
      return count;
    };
    expect(orange(plain)).toBe(0);
    expect(orange(await raw({ columns: 4, observed: [0, 5] }))).toBeGreaterThan(2 * 4 * 112);
    const strip = async (options: Parameters<typeof contactSheet>[1]) => {
      const { data, info } = await raw({ columns: 4, ...options });
      return data.subarray(0, 24 * info.width * 3).filter((level) => level > 128).length;
    };
    expect(await strip({ caption: ' ' })).toBe(0);
    expect(await strip({ caption: 'EF 40 % <&>' })).toBeGreaterThan(100);
    expect(await strip({ caption: ' ', synthetic: true })).toBeGreaterThan(100);
    await expect(contactSheet(clip, { observed: [16] })).rejects.toThrow(RangeError);
  });

  it('shows every grey as it is, but for the brightest, which gives way to the outline by one level', async () => {
    const levels = Uint8Array.from({ length: 256 }, (_, i) => i);
    const clip: GreyClip = { pixels: levels, frames: 1, height: 16, width: 16, framesPerSecond: null };
    const png = await contactSheet(clip, { observed: [0], columns: 1 });
    const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    const at = (x: number, y: number) => [...data.subarray(3 * (y * info.width + x), 3 * (y * info.width + x) + 3)];
    // The frame's number covers the lower left of the tile.
    for (let level = 0; level < 48; level += 1)
      expect(at(4 + (level % 16), 4 + Math.floor(level / 16))).toEqual([level, level, level]);
    expect(at(4 + 15, 4 + 15)).toEqual([254, 254, 254]);
    for (const corner of [at(2, 2), at(21, 2), at(2, 21), at(3, 10)]) expect(corner).toEqual([255, 176, 0]);
    expect(at(1, 1)).toEqual([24, 24, 24]);
  });

  it('draws outlines where they are in the frame, at the size of the tile, and numbers as it is told', async () => {
    const side = 320; // shown at half its size
    const clip: GreyClip = { ...clipOf(1, side), frames: 2, pixels: new Uint8Array(2 * side * side) };
    const square = [40, 60, 200, 60, 200, 260, 40, 260];
    const png = await contactSheet(clip, { outlines: [null, square], columns: 2 });
    const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    const isDrawn = (x: number, y: number): boolean => data[3 * (y * info.width + x)] === 255;
    const [left, top] = [4 + 160 + 4, 4];
    const drawn = Array.from({ length: info.width * info.height }, (_, i) => i).filter((i) => data[3 * i] === 255);
    expect(drawn).toHaveLength(2 * (80 + 100));
    for (const [x, y] of [
      [20, 30],
      [60, 30],
      [100, 80],
      [100, 130],
      [20, 90],
    ] as const)
      expect(isDrawn(left + x, top + y)).toBe(true);
    expect(isDrawn(left + 60, top + 80)).toBe(false);
    const beyond = await contactSheet(clip, { outlines: [[-50, -50, 900, -50, 900, 900, -50, 900]], columns: 2 });
    expect(Buffer.from(beyond).equals(await contactSheet(clip, { columns: 2 }))).toBe(true);
    const numbered = await contactSheet(clip, { numbers: [0, 1], columns: 2 });
    expect(Buffer.from(numbered).equals(beyond)).toBe(true);
    expect(Buffer.from(await contactSheet(clip, { numbers: [0, 17], columns: 2 })).equals(beyond)).toBe(false);
  });

  it('spreads the tiles of a long clip and always shows what was observed', async () => {
    const long: GreyClip = {
      frames: 300,
      height: 16,
      width: 16,
      pixels: new Uint8Array(300 * 256),
      framesPerSecond: null,
    };
    const { width, height } = await sharp(await contactSheet(long, { observed: [7] })).metadata();
    expect([width, height]).toEqual([4 + 8 * 20, 4 + 5 * 20]);
  });

  it('sets clips beside each other under their labels', async () => {
    const [a, b] = [clipOf(1), clipOf(2, 64)];
    const gif = await sideBySide([
      { label: 'source', clip: a },
      { label: 'EF 40 %', clip: b },
    ]);
    const back = await withFile(gif, (path) => wholeVideo(path, 'gif'));
    expect(back).toMatchObject({ frames: 16, width: 340, height: 192 });
    const strip = frameOf(back, 0).subarray(0, 24 * 340);
    expect(strip.filter((level, i) => level > 128 && i % 340 < 168).length).toBeGreaterThan(50);
    expect(strip.filter((level, i) => level > 128 && i % 340 > 172).length).toBeGreaterThan(50);
    await expect(sideBySide([])).rejects.toThrow(RangeError);
  });
});
