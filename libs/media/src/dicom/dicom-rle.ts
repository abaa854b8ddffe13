import { unreadable } from '../read/read-failure.js';

const headerBytes = 64;

/** One PackBits segment (DICOM PS3.5 Annex G.3.1) into `out`. Returns how many bytes it filled. */
const unpackBits = (packed: Uint8Array, out: Uint8Array): number => {
  let at = 0;
  let filled = 0;
  while (at < packed.length && filled < out.length) {
    const control = packed[at++] as number;
    if (control < 128) {
      const run = packed.subarray(at, at + control + 1).subarray(0, out.length - filled);
      out.set(run, filled);
      filled += run.length;
      at += control + 1;
    } else if (control > 128 && at < packed.length) {
      const end = Math.min(out.length, filled + 257 - control);
      out.fill(packed[at++] as number, filled, end);
      filled = end;
    }
  }
  return filled;
};

const segmentsOf = (frame: Uint8Array): Uint8Array[] => {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const count = frame.length >= headerBytes ? view.getUint32(0, true) : 0;
  if (count < 1 || count > 15) throw unreadable('expected an RLE frame with 1 to 15 segments: the DICOM is damaged');
  const starts = Array.from({ length: count }, (_, k) => view.getUint32(4 + 4 * k, true));
  return starts.map((start, k) => frame.subarray(start, starts[k + 1] ?? frame.length));
};

/**
 * One RLE Lossless frame (DICOM PS3.5 Annex G): a segment for each byte of each sample, most significant byte first.
 * @returns planar little-endian samples, [samples, pixels] of `bytesPerSample`
 * @throws EchoError `unreadable-clip` when segments are missing or end early
 */
export const decodeRleFrame = (
  frame: Uint8Array,
  { pixels, samples, bytesPerSample }: { pixels: number; samples: number; bytesPerSample: number },
): Uint8Array => {
  const segments = segmentsOf(frame);
  if (segments.length !== samples * bytesPerSample)
    throw unreadable(`expected ${samples * bytesPerSample} RLE segments, got ${segments.length}: the DICOM is damaged`);
  const out = new Uint8Array(pixels * samples * bytesPerSample);
  const plane = new Uint8Array(pixels);
  segments.forEach((segment, k) => {
    if (unpackBits(segment, plane) < pixels)
      throw unreadable('an RLE frame ends early: the DICOM is damaged or cut off');
    const sample = Math.floor(k / bytesPerSample);
    const byte = bytesPerSample - 1 - (k % bytesPerSample);
    const base = sample * pixels * bytesPerSample + byte;
    for (let i = 0; i < pixels; i++) out[base + i * bytesPerSample] = plane[i] as number;
  });
  return out;
};
