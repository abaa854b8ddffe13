import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { frameOf } from '@echocohort/shared';
import sharp from 'sharp';
import { isEvery, wholeClip, withFolder } from '../read/clips.fixture.js';
import { type DicomElement, dicomFile, encapsulated, pixelModule, syntaxes } from './dicom.fixture.js';
import { luma } from '../read/luma.js';
import { openDicom } from './read-dicom.js';

const real = fileURLToPath(new URL('../../fixtures/ybr-colour-ultrasound.dcm', import.meta.url));
const size = { frames: 2, height: 16, width: 24 };
const area = size.height * size.width;
const ramp = Uint8Array.from({ length: size.frames * area }, (_, i) => (i * 7) % 251);

const read = (file: Buffer) =>
  withFolder(async (folder) => {
    const path = join(folder, 'clip.dcm');
    await writeFile(path, file);
    return wholeClip(path, openDicom);
  });

const colour = (photometric: string, more: readonly DicomElement[] = []) =>
  pixelModule(size, [[0x00280002, 'US', [3]], [0x00280004, 'CS', photometric], ...more]);

/** Three samples for each value of the ramp, all different. */
const rgbOf = (value: number): [number, number, number] => [value, 255 - value, (value * 3) % 256];
const rgbGrey = ramp.map((value) => luma(...rgbOf(value)));

describe('openDicom, uncompressed', () => {
  it.each(['implicit', 'explicit'] as const)('reads 8-bit grey, %s little endian', async (name) => {
    const clip = await read(dicomFile(syntaxes[name], pixelModule(size), { vr: 'OW', bytes: ramp }));
    expect(clip.pixels).toEqual(ramp);
    expect(clip).toMatchObject({ ...size, framesPerSecond: null, region: null });
  });

  it('swaps the bytes of 8-bit samples in words, big endian', async () => {
    const words = Buffer.from(ramp).swap16();
    const clip = await read(dicomFile(syntaxes.bigEndian, pixelModule(size), { vr: 'OW', bytes: words }));
    expect(clip.pixels).toEqual(ramp);
    const plain = await read(dicomFile(syntaxes.bigEndian, pixelModule(size), { vr: 'OB', bytes: ramp }));
    expect(plain.pixels).toEqual(ramp);
  });

  it('turns MONOCHROME1 round', async () => {
    const elements = pixelModule(size, [[0x00280004, 'CS', 'MONOCHROME1']]);
    const clip = await read(dicomFile(syntaxes.explicit, elements, { vr: 'OW', bytes: ramp }));
    expect(clip.pixels).toEqual(ramp.map((value) => 255 - value));
  });

  it.each(['explicit', 'bigEndian'] as const)('windows 16-bit signed samples after the rescale, %s', async (name) => {
    const stored = Array.from(ramp, (value) => (value - 100) * 10);
    const bytes = Buffer.alloc(2 * stored.length);
    stored.forEach((value, i) =>
      name === 'explicit' ? bytes.writeInt16LE(value, 2 * i) : bytes.writeInt16BE(value, 2 * i),
    );
    const elements = pixelModule(size, [
      [0x00280100, 'US', [16]],
      [0x00280101, 'US', [16]],
      [0x00280102, 'US', [15]],
      [0x00280103, 'US', [1]],
      [0x00281050, 'DS', '128.5'],
      [0x00281051, 'DS', '256'],
      [0x00281052, 'DS', '100'],
      [0x00281053, 'DS', '0.1'],
    ]);
    const clip = await read(dicomFile(syntaxes[name], elements, { vr: 'OW', bytes }));
    const expected = ramp.map((value) => Math.round((255 * (value - 128)) / 255 + 127.5));
    expect(isEvery(clip.pixels, (i) => Math.abs(clip.pixels[i]! - expected[i]!) <= 1)).toBe(true);
  });

  it('reads RGB, interleaved and planar, and does not mix the two up', async () => {
    const interleaved = Uint8Array.from([...ramp].flatMap(rgbOf));
    const planar = Buffer.concat(
      [0, 1].flatMap((t) =>
        [0, 1, 2].map((c) => Buffer.from([...ramp.subarray(t * area, (t + 1) * area)].map((v) => rgbOf(v)[c]!))),
      ),
    );
    const planes: DicomElement[] = [[0x00280006, 'US', [1]]];
    const a = await read(dicomFile(syntaxes.explicit, colour('RGB'), { vr: 'OW', bytes: interleaved }));
    const b = await read(dicomFile(syntaxes.explicit, colour('RGB', planes), { vr: 'OW', bytes: planar }));
    const wrong = await read(dicomFile(syntaxes.explicit, colour('RGB'), { vr: 'OW', bytes: planar }));
    expect(a.pixels).toEqual(rgbGrey);
    expect(b.pixels).toEqual(rgbGrey);
    expect(wrong.pixels).not.toEqual(rgbGrey);
  });

  it('takes Y of YBR_FULL and of YBR_FULL_422', async () => {
    const full = Uint8Array.from([...ramp].flatMap((y) => [y, 90, 200]));
    const shared = Uint8Array.from(
      Array.from({ length: ramp.length / 2 }, (_, k) => [ramp[2 * k]!, ramp[2 * k + 1]!, 90, 200]).flat(),
    );
    const a = await read(dicomFile(syntaxes.explicit, colour('YBR_FULL'), { vr: 'OB', bytes: full }));
    const b = await read(dicomFile(syntaxes.explicit, colour('YBR_FULL_422'), { vr: 'OB', bytes: shared }));
    expect(a.pixels).toEqual(ramp);
    expect(b.pixels).toEqual(ramp);
  });

  it('looks PALETTE COLOR up in its tables', async () => {
    const table = (channel: number) => Array.from({ length: 256 }, (_, i) => rgbOf(i)[channel]! * 257);
    const elements = pixelModule(size, [
      [0x00280004, 'CS', 'PALETTE COLOR'],
      ...[0, 1, 2].map((c): DicomElement => [0x00281101 + c, 'US', [256, 0, 16]]),
      ...[0, 1, 2].map((c): DicomElement => [0x00281201 + c, 'OW', table(c)]),
    ]);
    const clip = await read(dicomFile(syntaxes.explicit, elements, { vr: 'OB', bytes: ramp }));
    expect(clip.pixels).toEqual(rgbGrey);
  });

  it.each([
    [[[0x00181063, 'DS', '33.333']], 30],
    [[[0x00181065, 'DS', '0\\20\\20']], 50],
    [[[0x00180040, 'IS', '43']], 43],
    [[[0x00082144, 'IS', '25']], 25],
  ] as const)('takes the frame rate from %j', async (elements, expected) => {
    const more = elements as unknown as DicomElement[];
    const clip = await read(dicomFile(syntaxes.explicit, pixelModule(size, more), { vr: 'OW', bytes: ramp }));
    expect(clip.framesPerSecond).toBe(expected);
  });
});

/** PackBits of literal runs and, where bytes repeat, replicated ones. */
const packBits = (plane: Uint8Array): Buffer => {
  const parts: Buffer[] = [];
  for (let i = 0; i < plane.length;) {
    let run = 1;
    while (run < 128 && plane[i + run] === plane[i]) run++;
    parts.push(Buffer.from(run > 1 ? [257 - run, plane[i]!] : [0, plane[i]!]));
    i += run;
  }
  return Buffer.concat(parts);
};

const rleFrame = (planes: readonly Uint8Array[]): Buffer => {
  const segments = planes
    .map((plane) => packBits(plane))
    .map((s) => (s.length % 2 ? Buffer.concat([s, Buffer.from([128])]) : s));
  const head = Buffer.alloc(64);
  head.writeUInt32LE(segments.length, 0);
  let at = 64;
  segments.forEach((segment, k) => {
    head.writeUInt32LE(at, 4 + 4 * k);
    at += segment.length;
  });
  return Buffer.concat([head, ...segments]);
};

describe('openDicom, RLE', () => {
  const half = ramp.map((value) => value & 0xf0);
  const frames = (planesOf: (frame: Uint8Array) => Uint8Array[]) =>
    encapsulated([0, 1].map((t) => rleFrame(planesOf(half.subarray(t * area, (t + 1) * area)))));

  it('reads 8-bit grey', async () => {
    const pixels = { vr: 'OB' as const, bytes: frames((frame) => [frame]), isEncapsulated: true };
    expect((await read(dicomFile(syntaxes.rle, pixelModule(size), pixels))).pixels).toEqual(half);
  });

  it('reads RGB and 16-bit grey, high byte first', async () => {
    const bytes = frames((frame) => [0, 1, 2].map((c) => frame.map((v) => rgbOf(v)[c]!)));
    const rgb = await read(dicomFile(syntaxes.rle, colour('RGB'), { vr: 'OB', bytes, isEncapsulated: true }));
    expect(rgb.pixels).toEqual(half.map((v) => luma(...rgbOf(v))));
    const words = frames((frame) => [frame, frame.map(() => 7)]);
    const deep: DicomElement[] = [
      [0x00280100, 'US', [16]],
      [0x00280101, 'US', [16]],
    ];
    const grey = await read(
      dicomFile(syntaxes.rle, pixelModule(size, deep), { vr: 'OB', bytes: words, isEncapsulated: true }),
    );
    expect(isEvery(grey.pixels, (i) => Math.abs(grey.pixels[i]! - half[i]!) <= 1)).toBe(true);
  });

  it('refuses a frame that ends early', async () => {
    const short = encapsulated([0, 1].map(() => rleFrame([half.subarray(0, area - 40)])));
    const file = dicomFile(syntaxes.rle, pixelModule(size), { vr: 'OB', bytes: short, isEncapsulated: true });
    await expect(read(file)).rejects.toMatchObject({ code: 'unreadable-clip', issues: [{ field: 'file' }] });
  });
});

describe('openDicom, JPEG', () => {
  const jpegs = () =>
    Promise.all(
      [40, 180].map((level) =>
        sharp({
          create: { width: size.width, height: size.height, channels: 3, background: { r: level, g: level, b: level } },
        })
          .jpeg({ quality: 100, chromaSubsampling: '4:2:0' })
          .toBuffer(),
      ),
    );
  const file = (bytes: Uint8Array, photometric = 'YBR_FULL_422') =>
    dicomFile(syntaxes.jpeg, colour(photometric), { vr: 'OB', bytes, isEncapsulated: true });
  const levels = async (bytes: Uint8Array, photometric?: string) => {
    const clip = await read(file(bytes, photometric));
    return [0, 1].map((t) => frameOf(clip, t)[area / 2]!);
  };

  it('reads frames with and without a basic offset table, whole and in fragments', async () => {
    const [a, b] = (await jpegs()).map((jpeg) => (jpeg.length % 2 ? Buffer.concat([jpeg, Buffer.alloc(1)]) : jpeg));
    const cut = a!.length - (a!.length % 4) - 40;
    const parts = [a!.subarray(0, cut), a!.subarray(cut), b!];
    const second = 8 + cut + 8 + (a!.length - cut);
    for (const bytes of [encapsulated([a!, b!]), encapsulated(parts), encapsulated(parts, [0, second])])
      expect(await levels(bytes)).toEqual([40, 180]);
  });

  it('takes a stream without colour markers for RGB when the header says RGB', async () => {
    const coloured = (quality: number) =>
      sharp({ create: { width: size.width, height: size.height, channels: 3, background: { r: 60, g: 128, b: 128 } } })
        .jpeg({ quality, chromaSubsampling: '4:4:4' })
        .toBuffer();
    const bare = await coloured(100);
    expect(bare.indexOf('JFIF') + bare.indexOf('Adobe')).toBe(-2);
    const [asRgb] = await levels(encapsulated([bare, bare]), 'RGB');
    const [asYbr] = await levels(encapsulated([bare, bare]), 'YBR_FULL');
    expect(asYbr).toBeCloseTo(luma(60, 128, 128), -0.5);
    expect(Math.abs(asRgb! - asYbr!)).toBeGreaterThan(10);
  });

  it('names the frame that is damaged, or larger than the header says', async () => {
    const [a, b] = await jpegs();
    await expect(read(file(encapsulated([a!, b!.subarray(0, b!.length / 2)])))).rejects.toMatchObject({
      code: 'unreadable-clip',
      message: expect.stringContaining('frame 1'),
    });
    const bomb = await sharp({ create: { width: 3000, height: 3000, channels: 3, background: '#888' } })
      .jpeg()
      .toBuffer();
    await expect(read(file(encapsulated([a!, bomb])))).rejects.toMatchObject({
      code: 'unreadable-clip',
      message: expect.stringContaining('frame 1'),
    });
  });

  it.each<[string, Buffer]>([
    [
      'SVG',
      Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="24" height="16"><rect width="9" height="9"/></svg>`),
    ],
    [
      'PNG',
      Buffer.from(
        'iVBORw0KGgoAAAANSUhEUgAAABgAAAAQCAAAAAAgYZKmAAAAEklEQVR42mNgGAWjYBSMAggAAAQQAAF/TXiOAAAAAElFTkSuQmCC',
        'base64',
      ),
    ],
  ])('takes no %s for a frame', async (_kind, picture) => {
    await expect(read(file(encapsulated([picture, picture])))).rejects.toMatchObject({
      code: 'unreadable-clip',
      message: expect.stringContaining('frame 0 is not a JPEG picture'),
    });
  });

  it('refuses more fragments than a clip can have, without looking each up among all', async () => {
    const count = 100_000;
    const bytes = encapsulated(
      Array.from({ length: count }, () => Buffer.alloc(2)),
      Array.from({ length: count }, (_, k) => 10 * k),
    );
    const started = performance.now();
    await expect(read(file(bytes))).rejects.toMatchObject({
      code: 'unreadable-clip',
      message: expect.stringContaining('at most 65536 fragments'),
    });
    // Looked up among all they took 40 s on an idle machine; this bound leaves a busy one four times what is needed.
    expect(performance.now() - started).toBeLessThan(15_000);
  });

  it('reads a real clip: 30 frames of 320 x 240, and ignores its region, which lies outside the picture', async () => {
    const clip = await wholeClip(real, openDicom);
    expect(clip).toMatchObject({ frames: 30, height: 240, width: 320, framesPerSecond: 30, region: null });
    expect(Math.max(...frameOf(clip, 0))).toBeGreaterThan(180);
  });
});

describe('openDicom, lossless streams of the toolkits of clinics', () => {
  const encoded = (name: string) =>
    wholeClip(fileURLToPath(new URL(`../../fixtures/dicom/${name}.dcm`, import.meta.url)), openDicom);
  const shape = { frames: 2, height: 24, width: 32 };
  const at = (i: number) => ({ t: Math.floor(i / 768), y: Math.floor((i % 768) / 32), x: i % 32 });
  const grey = Uint8Array.from({ length: 2 * 768 }, (_, i) => {
    const { t, y, x } = at(i);
    return (31 * t + 7 * y + 3 * x) % 256;
  });
  const grey12 = grey.map((level, i) => Math.round((255 * (16 * level + ((at(i).x + at(i).y) % 16))) / 4095));
  const rgb = grey.map((level) => luma(level, 255 - level, level >> 1));

  it.each(['jpeg-lossless', 'jpeg-lossless-p6', 'jpeg-ls', 'jpeg-2000'])('reads %s of 8 bits', async (kind) => {
    const clip = await encoded(`${kind}-grey8`);
    expect(clip).toMatchObject({ ...shape, framesPerSecond: 25 });
    expect(clip.pixels).toEqual(grey);
    expect(clip.pixels).not.toEqual(rgb);
  });

  it.each(['jpeg-lossless', 'jpeg-ls', 'jpeg-2000'])('reads %s of 12 bits', async (kind) => {
    const { pixels } = await encoded(`${kind}-grey12`);
    expect(isEvery(pixels, (i) => Math.abs(pixels[i]! - grey12[i]!) <= 1)).toBe(true);
  });

  it.each(['jpeg-lossless', 'jpeg-ls', 'jpeg-ls-planar', 'jpeg-2000'])('reads %s in colour', async (kind) => {
    const { pixels } = await encoded(`${kind}-rgb8`);
    // Its decoder leaves the last pixel of a colour picture black.
    const whole = kind === 'jpeg-lossless' ? [pixels.subarray(0, 767), pixels.subarray(768, -1)] : [pixels];
    expect(whole).toEqual(kind === 'jpeg-lossless' ? [rgb.subarray(0, 767), rgb.subarray(768, -1)] : [rgb]);
  });

  it.each(['jpeg-ls-near', 'jpeg-2000-lossy'])('reads %s, which is near', async (kind) => {
    const { pixels } = await encoded(`${kind}-grey8`);
    expect(isEvery(pixels, (i) => Math.abs(pixels[i]! - grey[i]!) <= 12)).toBe(true);
    expect(pixels).not.toEqual(grey);
  });

  it.each(['jpeg-lossless', 'jpeg-ls', 'jpeg-2000'])(
    'refuses %s that is damaged, cut off or of another size',
    async (kind) => {
      const file = await readFile(fileURLToPath(new URL(`../../fixtures/dicom/${kind}-grey8.dcm`, import.meta.url)));
      const stream = file.indexOf(kind === 'jpeg-2000' ? Buffer.from('ff4fff51', 'hex') : Buffer.from('ffd8ff', 'hex'));
      const unlike = (change: (bytes: Buffer) => unknown) => {
        const bytes = Buffer.from(file);
        const changed = change(bytes);
        return read(Buffer.isBuffer(changed) ? changed : bytes);
      };
      const unreadable = { code: 'unreadable-clip' };
      await expect(unlike((bytes) => bytes.subarray(0, stream + 120))).rejects.toMatchObject(unreadable);
      await expect(unlike((bytes) => bytes.fill(0, stream, stream + 2))).rejects.toMatchObject({
        ...unreadable,
        message: expect.stringContaining('frame 0 is not a JPEG'),
      });
      await expect(
        unlike((bytes) => bytes.writeUInt16LE(999, bytes.indexOf('280010005553', 0, 'hex') + 8)),
      ).rejects.toMatchObject({
        ...unreadable,
        message: expect.stringContaining('32 x 24'),
      });
    },
  );
});

describe('openDicom, refusals', () => {
  const native = { vr: 'OW' as const, bytes: ramp };
  it.each<[string, string, Buffer]>([
    ['HEVC', 'unsupported-media', dicomFile(syntaxes.hevc, pixelModule(size), native)],
    [
      'photometric',
      'unsupported-media',
      dicomFile(syntaxes.explicit, pixelModule(size, [[0x00280004, 'CS', 'HSV']]), native),
    ],
    [
      '32 bits',
      'unsupported-media',
      dicomFile(syntaxes.explicit, pixelModule(size, [[0x00280100, 'US', [32]]]), native),
    ],
    ['no pixel data', 'unreadable-clip', dicomFile(syntaxes.explicit, pixelModule(size), null)],
    [
      'at least one frame',
      'unreadable-clip',
      dicomFile(syntaxes.explicit, pixelModule({ ...size, frames: 0 }), native),
    ],
    [
      'at most 1024 frames',
      'unreadable-clip',
      dicomFile(syntaxes.explicit, pixelModule({ ...size, frames: 5000 }), native),
    ],
    [
      '60000 x 60000',
      'unreadable-clip',
      dicomFile(syntaxes.explicit, pixelModule({ frames: 1, height: 60000, width: 60000 }), native),
    ],
    ['for 3 frames', 'unreadable-clip', dicomFile(syntaxes.explicit, pixelModule({ ...size, frames: 3 }), native)],
    ['cut off', 'unreadable-clip', dicomFile(syntaxes.explicit, pixelModule(size), native).subarray(0, 500)],
    ['cut off', 'unreadable-clip', dicomFile(syntaxes.explicit, pixelModule(size), native).subarray(0, 140)],
  ])('names %s', async (words, code, file) => {
    const refusal = expect(read(file)).rejects;
    await refusal.toMatchObject({ code, issues: [{ field: 'file' }], message: expect.stringContaining(words) });
  });
});
