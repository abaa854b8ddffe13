import { type CohortSpec, type GenerationSpec, type GreyClip } from '@echocohort/shared';

/** A valid run: 8 samples of 16 frames at an EF of 55 %, without a source. */
export const runSpecOf = (overrides: Partial<GenerationSpec> = {}): GenerationSpec => ({
  version: 1,
  bundle: { name: 'tiny', version: '1.0.0', fingerprint: 'f'.repeat(64) },
  source: { kind: 'none' },
  targetEfPercents: [55],
  frames: 16,
  seed: 7,
  samples: 8,
  tolerancePp: 5,
  maxAttempts: 4,
  allowUnmeasured: false,
  ...overrides,
});

/** A valid cohort: 8 samples of 16 frames, two twins a group, without a source. */
export const cohortSpecOf = (overrides: Partial<CohortSpec> = {}): CohortSpec => {
  const { bundle, seed, samples, tolerancePp, maxAttempts } = runSpecOf();
  const made = { bundle, seed, samples, tolerancePp, maxAttempts };
  return {
    version: 2,
    sources: [],
    plan: { kind: 'list', targetsPercent: [35, 60] },
    lengths: [16],
    ...made,
    ...overrides,
  };
};

/** A clip whose every pixel differs from its neighbours in space and time, so that a swapped axis shows. */
export const greyClipOf = (overrides: Partial<Omit<GreyClip, 'pixels'>> = {}): GreyClip => {
  const { frames = 4, height = 24, width = 32, framesPerSecond = 30 } = overrides;
  const pixels = new Uint8Array(frames * height * width);
  for (let t = 0; t < frames; t += 1)
    for (let y = 0; y < height; y += 1)
      for (let x = 0; x < width; x += 1) pixels[(t * height + y) * width + x] = (31 * t + 7 * y + 3 * x) % 256;
  return { pixels, frames, height, width, framesPerSecond };
};

/** How the ellipse of `beatingClipOf` stands and beats. */
export interface Beat {
  /** Middle, as a share of the clip's sides. */
  readonly x: number;
  readonly y: number;
  /** Half axes at end-diastole, as shares of the clip's sides. */
  readonly across: number;
  readonly along: number;
  /** Frames of a beat; it begins at end-diastole. */
  readonly framesPerBeat: number;
  /** EF of the ellipse, its volume taken as area-length has it. */
  readonly efPercent: number;
}

const calmBeat: Beat = { x: 0.5, y: 0.5, across: 0.2, along: 0.3, framesPerBeat: 16, efPercent: 50 };

/** How large the ellipse is at frame `t`, over its size at end-diastole. */
const scaleAt = (t: number, { framesPerBeat, efPercent }: Beat): number => {
  const contraction = (1 - Math.cos((2 * Math.PI * t) / framesPerBeat)) / 2;
  return Math.cbrt(1 - (contraction * efPercent) / 100);
};

/** A bright ellipse that beats on a dark ground: what `models/tiny` takes for a ventricle. 16 frames of 32 x 32 px. */
export const beatingClipOf = (
  overrides: Partial<Beat> = {},
  { frames = 16, height = 32, width = 32, framesPerSecond = 30 }: Partial<Omit<GreyClip, 'pixels'>> = {},
): GreyClip => {
  const beat = { ...calmBeat, ...overrides };
  const pixels = new Uint8Array(frames * height * width);
  for (let t = 0; t < frames; t += 1) {
    const scale = scaleAt(t, beat);
    const isInside = (x: number, y: number): boolean =>
      Math.hypot((x / width - beat.x) / (beat.across * scale), (y / height - beat.y) / (beat.along * scale)) < 1;
    for (let y = 0; y < height; y += 1)
      for (let x = 0; x < width; x += 1)
        pixels[(t * height + y) * width + x] = isInside(x + 0.5, y + 0.5) ? 230 : 20 + ((x + y + t) % 8);
  }
  return { pixels, frames, height, width, framesPerSecond };
};

/** A clip as an NPY file. NPY 1.0: a header in a length that the array's bytes begin at a multiple of 64. */
export const npyOf = ({ pixels, frames, height, width }: GreyClip): Uint8Array<ArrayBuffer> => {
  const facts = `{'descr': '|u1', 'fortran_order': False, 'shape': (${frames}, ${height}, ${width}), }`;
  const text = facts.padEnd(Math.ceil((facts.length + 11) / 64) * 64 - 11);
  const size = Buffer.alloc(2);
  size.writeUInt16LE(text.length + 1);
  return Uint8Array.from(
    Buffer.concat([Buffer.from('\x93NUMPY\x01\x00', 'latin1'), size, Buffer.from(`${text}\n`), pixels]),
  );
};
