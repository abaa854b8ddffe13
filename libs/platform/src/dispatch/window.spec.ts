import { describe, expect, it } from '@jest/globals';
import { look, ticketSamples, unknownPace, withIssued, type Pace, type WindowBounds } from '../index.js';

const bounds: WindowBounds = {
  windowSeconds: 10,
  windowSamplesMin: 128,
  windowSamplesMax: 32_768,
  ticketSeconds: 1,
  samplesPerBulkTicket: 64,
  samplesPerInteractiveTicket: 8,
};
const roundMs = 100;

/** A dispatcher that always has more to give, and workers that make `perSecond` samples. */
const simulate = (perSecond: (second: number) => number, seconds: number) => {
  let pace: Pace = unknownPace(0, bounds);
  let left = 0;
  let idleSeconds = 0;
  const open: number[] = [];
  const windows: number[] = [];
  for (let round = 0; round * roundMs < seconds * 1_000; round += 1) {
    const can = (perSecond((round * roundMs) / 1_000) * roundMs) / 1_000;
    if (left < can) idleSeconds += (roundMs / 1_000) * (1 - left / can);
    left = Math.max(0, left - can);
    pace = look(pace, Math.ceil(left), round * roundMs, bounds);
    const room = Math.max(0, pace.windowSamples - Math.ceil(left));
    pace = withIssued(pace, room);
    left += room;
    open.push(left);
    windows.push(pace.windowSamples);
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
    expect(pace.samplesPerSecond).toBeGreaterThan(0.9 * perSecond);
    const tenSeconds = Math.max(bounds.windowSamplesMin, 10 * perSecond);
    expect(Math.max(...open.slice(-100))).toBeLessThanOrEqual(1.2 * tenSeconds);
    expect(open.at(-1)).toBeGreaterThanOrEqual(0.8 * Math.min(bounds.windowSamplesMax, tenSeconds));
  });

  it('never holds more than it may, however fast the workers are', () => {
    const { open } = simulate(() => 50_000, 20);
    expect(Math.max(...open)).toBe(bounds.windowSamplesMax);
  });

  it('shrinks when workers go, and grows when they come back', () => {
    const { windows } = simulate((second) => (second < 30 || second > 90 ? 800 : 50), 120);
    expect(windows[299]).toBeGreaterThan(6_000);
    expect(windows[899]).toBeLessThan(1_000);
    expect(windows.at(-1)).toBeGreaterThan(6_000);
  });

  it('keeps what it knows through a time without work', () => {
    const { pace } = simulate(() => 800, 30);
    const drained = look(look(pace, 0, 31_000, bounds), 0, 32_500, bounds);
    const later = look(drained, 0, 600_000, bounds);
    expect(later.samplesPerSecond).toBe(drained.samplesPerSecond);
    expect(later.windowSamples).toBe(drained.windowSamples);
  });
});

describe('ticketSamples', () => {
  const paceOf = (samplesPerSecond: number): Pace => ({ ...unknownPace(0, bounds), samplesPerSecond });

  it('lets a bulk ticket be a second of work, between an interactive one and a full batch', () => {
    expect([0, 3, 20, 800].map((rate) => ticketSamples('bulk', paceOf(rate), bounds))).toEqual([8, 8, 20, 64]);
  });

  it('keeps interactive tickets small', () => {
    expect(ticketSamples('interactive', paceOf(800), bounds)).toBe(8);
  });
});
