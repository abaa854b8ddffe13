import { type GreyClip, type RunSpec } from '@echocohort/shared';

/** A valid run: 8 samples of 16 frames at an EF of 55 %, without a source. */
export const runSpecOf = (overrides: Partial<RunSpec> = {}): RunSpec => ({
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

/** A clip whose every pixel differs from its neighbours in space and time, so that a swapped axis shows. */
export const greyClipOf = (overrides: Partial<Omit<GreyClip, 'pixels'>> = {}): GreyClip => {
  const { frames = 4, height = 24, width = 32, framesPerSecond = 30 } = overrides;
  const pixels = new Uint8Array(frames * height * width);
  for (let t = 0; t < frames; t += 1)
    for (let y = 0; y < height; y += 1)
      for (let x = 0; x < width; x += 1) pixels[(t * height + y) * width + x] = (31 * t + 7 * y + 3 * x) % 256;
  return { pixels, frames, height, width, framesPerSecond };
};
