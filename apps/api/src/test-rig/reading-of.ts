import { type ClipReading } from '@echocohort/shared';

const frames = 8;

/** Of eight frames of 24 x 32 px; the gate takes areas from 15 to 384 px² and an agreement of .7. */
export const readingOf = (overrides: Partial<ClipReading> = {}): ClipReading => ({
  version: 1,
  frames: [0, 1, 2, 3, 4, 5, 6, 7],
  lvAreaPx2: [100, 90, 80, 70, 60, 70, 80, 3],
  lvLengthPx: Array<number>(frames).fill(12),
  auditAreaPx2: Array<number>(frames).fill(80),
  auditLengthPx: Array<number>(frames).fill(12),
  agreement: [0.9, 0.9, 0.8, 0.5, 0.9, 0.94, 0.96, 0.9],
  outlines: Array<number[]>(frames).fill([1, 2, 3, 4, 5, 6]),
  readable: [true, true, true, false, true, true, true, false],
  refusal: null,
  efPercent: 48.765432,
  efIntervalPercent: [45.123456, 52.3],
  edFrame: 0,
  esFrame: 4,
  bestFrame: 1,
  ...overrides,
});
