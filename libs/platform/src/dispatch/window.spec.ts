import { describe, expect, it } from '@jest/globals';
import { look, ticketSize, unknownPace, withIssued, type Pace, type WindowBounds } from '../index.js';

const bounds: WindowBounds = {
  windowSeconds: 10,
  windowWorkMin: 4_096,
  windowWorkMax: 1_048_576,
  windowTicketsMax: 8_192,
  ticketSeconds: 1,
  samplesPerBulkTicket: 64,
  samplesPerInteractiveTicket: 8,
};
const roundMs = 100;
const frames = 32;

/** A dispatcher that always has more to give, and workers that make `perSecond` samples of 32 frames at the first attempt. */
const simulate = (perSecond: (second: number) => number, seconds: number) => {
  let pace: Pace = unknownPace(0, bounds);
  let left = 0;
  let idleSeconds = 0;
  const open: number[] = [];
  const windows: number[] = [];
  for (let round = 0; round * roundMs < seconds * 1_000; round += 1) {
    const can = (frames * perSecond((round * roundMs) / 1_000) * roundMs) / 1_000;
    if (left < can) idleSeconds += (roundMs / 1_000) * (1 - left / can);
    left = Math.max(0, left - can);
    pace = look(pace, { open: Math.ceil(left), withdrawn: 0 }, round * roundMs, bounds);
    const room = Math.max(0, pace.windowWork - Math.ceil(left));
    pace = withIssued(pace, room);
    left += room;
    open.push(left);
    windows.push(pace.windowWork);
  }
  return { pace, open, windows, idleSeconds };
};

describe('the window of a queue', () => {
  it.each([
    ['a laptop', 3],
    ['a GPU', 800],
    ['four GPUs', 3_000],
  ])('holds ten seconds of work for %s, and no worker idles for a second', (_, perSecond) => {
    const { pace, open, idleSeconds } = simulate(() => perSecond, 60);
    expect(idleSeconds).toBeLessThan(1);
    expect(pace.workPerSecond).toBeGreaterThan(0.9 * frames * perSecond);
    const tenSeconds = Math.max(bounds.windowWorkMin, 10 * frames * perSecond);
    expect(Math.max(...open.slice(-100))).toBeLessThanOrEqual(1.2 * tenSeconds);
    expect(open.at(-1)).toBeGreaterThanOrEqual(0.8 * Math.min(bounds.windowWorkMax, tenSeconds));
  });

  it('never holds more than it may, however fast the workers are', () => {
    const { open } = simulate(() => 50_000, 20);
    expect(Math.max(...open)).toBe(bounds.windowWorkMax);
  });

  it('shrinks when workers go, and grows when they come back', () => {
    const { windows } = simulate((second) => (second < 30 || second > 90 ? 800 : 50), 120);
    expect(windows[299]).toBeGreaterThan(6_000 * frames);
    expect(windows[899]).toBeLessThan(1_000 * frames);
    expect(windows.at(-1)).toBeGreaterThan(6_000 * frames);
  });

  it('keeps what it knows through a time without work', () => {
    const { pace } = simulate(() => 800, 30);
    const nothing = { open: 0, withdrawn: 0 };
    const drained = look(look(pace, nothing, 31_000, bounds), nothing, 32_500, bounds);
    const later = look(drained, nothing, 600_000, bounds);
    expect(later.workPerSecond).toBe(drained.workPerSecond);
    expect(later.windowWork).toBe(drained.windowWork);
  });
});

describe('the pace of a queue', () => {
  const { pace } = simulate(() => 800, 60);

  it('does not take what was withdrawn for made', () => {
    const cancelled = look(pace, { open: 0, withdrawn: pace.open }, 61_000, bounds);
    expect(cancelled.workPerSecond).toBeLessThanOrEqual(pace.workPerSecond);
    expect(cancelled.windowWork).toBeLessThanOrEqual(pace.windowWork);
  });

  it('would be many times too high if it did', () => {
    const fooled = look(pace, { open: 0, withdrawn: 0 }, 61_000, bounds);
    expect(fooled.windowWork).toBeGreaterThan(3 * pace.windowWork);
  });
});

describe('ticketSize', () => {
  const paceOf = (samples: number): Pace => ({ ...unknownPace(0, bounds), workPerSecond: samples * frames });

  it('lets a bulk ticket be a second of work, between an interactive one and a full batch', () => {
    expect(ticketSize('bulk', paceOf(20), bounds)).toEqual({ work: 20 * frames, samplesMin: 8, samplesMax: 64 });
  });

  it('keeps interactive tickets small', () => {
    expect(ticketSize('interactive', paceOf(800), bounds)).toMatchObject({ samplesMin: 8, samplesMax: 8 });
  });
});
