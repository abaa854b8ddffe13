import { describe, expect, it } from '@jest/globals';
import { phaseNumbers, readPhase } from './anchor-phase.js';

/** Areas whose area-length volume is `volume`, at a length of 40 px. */
const areasOf = (volumes: number[]): number[] => volumes.map((v) => Math.sqrt((v * 40 * 3 * Math.PI) / 8));
const lengths = (count: number): number[] => Array.from({ length: count }, () => 40);
const beat = Array.from({ length: 24 }, (_, t) => 60 + 40 * Math.cos((2 * Math.PI * t) / 20));
const read = (volumes: number[], position: number) => readPhase(areasOf(volumes), lengths(volumes.length), position);

describe('readPhase', () => {
  it.each([
    [5, 0.5, true],
    [15, 0.5, false],
    [3, (1 - Math.cos((2 * Math.PI * 3) / 20)) / 2, true],
  ])('reads frame %d of a beat as contraction %d, contracting: %s', (position, contraction, contracting) => {
    const phase = read(beat, position);
    expect(phase.contraction).toBeCloseTo(contraction, 1);
    expect(phase.contracting).toBe(contracting);
    expect(phase.position).toBe(position);
  });

  it('cannot tell the direction at the ends of the clip and at the turn of the beat', () => {
    expect(read(beat, 0)).toEqual({ position: 0, contraction: 0, contracting: null });
    expect(read(beat, 10).contracting).toBeNull();
    expect(read(beat, 10).contraction).toBeCloseTo(1, 6);
    expect(read(beat, 23).contracting).toBeNull();
  });

  it('is not led astray by one wrong frame, which a plain reading would be', () => {
    const broken = [...beat];
    broken[17] = 5;
    expect(read(broken, 5).contraction).toBeCloseTo(read(beat, 5).contraction, 1);
    const plain = (Math.max(...broken) - broken[5]!) / (Math.max(...broken) - Math.min(...broken));
    expect(Math.abs(plain - 0.5)).toBeGreaterThan(0.05);
  });

  it.each([
    ['one frame', [80]],
    ['a still picture', Array.from({ length: 16 }, (_, t) => 80 + 0.5 * Math.sin(t))],
    ['no ventricle at all', Array.from({ length: 16 }, () => 0)],
  ])('takes %s for end-diastole', (_, volumes) => {
    expect(read(volumes, 0)).toEqual({ position: 0, contraction: 0, contracting: null });
  });
});

describe('phaseNumbers', () => {
  it.each([
    [true, 1],
    [false, -1],
    [null, 0],
  ])('says contracting: %s as %d', (contracting, direction) => {
    expect(phaseNumbers({ position: 4, contraction: 0.25, contracting }, 4)).toEqual([0.25, direction, 1]);
  });

  it('says nothing of the first observed frame when another one, or none, is known', () => {
    expect(phaseNumbers({ position: 4, contraction: 0.25, contracting: true }, 3)).toEqual([0, 0, 0]);
    expect(phaseNumbers(null, 0)).toEqual([0, 0, 0]);
  });
});
