import { afterAll, describe, expect, it } from '@jest/globals';
import { EchoError, printRecord, type GreyClip, type UnprintedRecord } from '@echocohort/shared';
import { contactSheet } from '../picture/contact-sheet.js';
import { encodeMp4 } from './encode-mp4.js';
import { Encoders } from './encoders.js';

const encoders = new Encoders(2);
afterAll(() => encoders.close());

const clipOf = (seed: number, pixels = new Uint8Array(6 * 32 * 32)): GreyClip => ({
  pixels: pixels.map((_, n) => (n * seed) % 251),
  frames: 6,
  height: 32,
  width: 32,
  framesPerSecond: 30,
});
/** A record whose outlines differ with the seed. */
const recordOf = (seed: number): UnprintedRecord => ({
  json: JSON.stringify({ seed }, null, 2),
  outlines: { px: Float32Array.from({ length: 6 * 4 * 2 }, (_, n) => n / seed), points: 4 },
});
const record = recordOf(3);
const sheet = { caption: 'target 35 %, measured 35.2 %', observed: [0], synthetic: true };

describe('Encoders', () => {
  it('make the files that this thread would have made', async () => {
    const clips = [clipOf(3), clipOf(7)];
    const files = await encoders.encode(clips.map((clip, n) => ({ clip, sheet, record: recordOf(n + 1) })));
    const videos = await encodeMp4(clips);
    const sheets = await Promise.all(clips.map((clip) => contactSheet(clip, sheet)));
    for (const [n, file] of files.entries()) {
      expect(Buffer.from(file.video).equals(videos[n] as Uint8Array)).toBe(true);
      expect(Buffer.from(file.sheet).equals(sheets[n] as Uint8Array)).toBe(true);
      expect(Buffer.from(file.record).toString()).toBe(printRecord(recordOf(n + 1)));
    }
    expect(files[0]?.video).not.toEqual(files[1]?.video);
  });

  it('draw a sheet alone as this thread would have drawn it', async () => {
    const [clip, outlines] = [clipOf(3), [[2, 2, 20, 4, 9, 28]]];
    const drawn = await encoders.drawSheet({ clip, sheet: { outlines } });
    expect(Buffer.from(drawn).equals(await contactSheet(clip, { outlines }))).toBe(true);
    expect(Buffer.from(drawn).equals(await contactSheet(clip, {}))).toBe(false);
    await expect(encoders.drawSheet({ clip, sheet: { observed: [6] } })).rejects.toThrow('0..5, got 6');
  });

  it('leave the caller its pixels, shared or not', async () => {
    const plain = clipOf(5);
    const shared = { ...plain, pixels: new Uint8Array(new SharedArrayBuffer(plain.pixels.length)) };
    shared.pixels.set(plain.pixels);
    const px = new Float32Array(new SharedArrayBuffer(4 * 48));
    px.set(record.outlines?.px ?? []);
    const sharedRecord = { ...record, outlines: { px, points: 4 } };
    const [one] = await encoders.encode([{ clip: plain, sheet, record }]);
    const [other] = await encoders.encode([{ clip: shared, sheet, record: sharedRecord }]);
    expect(other).toEqual(one);
    expect(shared.pixels).toEqual(plain.pixels);
    expect(plain.pixels[1]).toBe(5);
    expect(record.outlines?.px[1]).toBeCloseTo(1 / 3);
  });

  it.each([
    ['no frames', { frames: 0, height: 0, width: 0 }, 'expected whole frames of 0 x 0 pixels'],
    ['a picture that is too wide', { frames: 1, height: 1, width: 40_000 }, 'could not encode 1 clips'],
  ])('tell what cannot be encoded as `encodeMp4` does: %s', async (_what, size, message) => {
    const clip = { ...clipOf(3), ...size, pixels: new Uint8Array(size.frames * size.height * size.width) };
    const failed = encoders.encode([{ clip, sheet: {}, record }]);
    await expect(failed).rejects.toBeInstanceOf(EchoError);
    await expect(failed).rejects.toMatchObject({ code: 'internal', message: expect.stringContaining(message) });
  });

  it('refuse what they were at when they were closed, so that it can be made again elsewhere', async () => {
    const leaving = new Encoders(1);
    const underWay = leaving.encode(Array.from({ length: 8 }, (_, n) => ({ clip: clipOf(n + 2), sheet, record })));
    const [outcome] = await Promise.allSettled([underWay, leaving.close()]);
    expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'unavailable' } });
    await expect(leaving.encode([{ clip: clipOf(3), sheet, record }])).rejects.toMatchObject({ code: 'unavailable' });
    await expect(leaving.drawSheet({ clip: clipOf(3), sheet })).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('tell of a frame that is not there', async () => {
    await expect(encoders.encode([{ clip: clipOf(3), sheet: { ...sheet, observed: [6] }, record }])).rejects.toThrow(
      'expected observed frames of 0..5, got 6',
    );
  });
});
