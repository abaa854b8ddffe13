import { describe, expect, it } from '@jest/globals';
import { EchoError } from '../errors.js';
import { twinFramesPerSecond, twinPositions } from './twin.js';

const refusal = (work: () => unknown): EchoError => {
  try {
    work();
  } catch (error) {
    if (error instanceof EchoError) return error;
  }
  throw new Error('it was not refused');
};

describe('twinPositions', () => {
  it('keeps the ends and the proportion', () => {
    expect(twinPositions([0, 10, 30, 60], 61, 32)).toEqual([0, 5, 16, 31]);
    expect(twinPositions([0, 3], 4, 32)).toEqual([0, 31]);
    expect(twinPositions([0], 1, 32)).toEqual([0]);
  });

  it('names the frame that lies beyond the clip', () => {
    expect(refusal(() => twinPositions([0, 61], 61, 32)).issues).toEqual([
      { field: 'observedFrames[1]', expected: 'expected a frame of the clip, 0..60, got 61' },
    ]);
  });

  it.each([[[10, 11]], [[5, 5]], [[9, 2]]])('refuses %p, which share or swap positions', (observed) => {
    expect(refusal(() => twinPositions(observed, 120, 8)).issues[0]?.field).toBe('observedFrames[1]');
  });
});

describe('twinFramesPerSecond', () => {
  it('spans the same time as the source', () => {
    expect(twinFramesPerSecond({ frames: 61, framesPerSecond: 30 }, 31, 50)).toBe(15);
  });

  it.each([null, { frames: 61, framesPerSecond: null }, { frames: 1, framesPerSecond: 30 }])(
    'falls back for %p',
    (source) => {
      expect(twinFramesPerSecond(source, 31, 50)).toBe(50);
    },
  );
});
