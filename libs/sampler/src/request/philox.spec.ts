import { readFileSync } from 'node:fs';
import { philox4x32 } from '@echocohort/shared';
import { describe, expect, it } from '@jest/globals';
import { type NoiseStream, noiseStreams, normals, uniforms } from './philox.js';

interface Draw {
  seed: number;
  index: number;
  attempt: number;
  stream: NoiseStream;
  words: number[];
  uniforms: number[];
  normals: number[];
}
const golden = JSON.parse(readFileSync(new URL('../../../../lab/golden/philox.json', import.meta.url), 'utf8')) as {
  draws: Draw[];
};

const normalsOf = (draw: Draw, count: number): Float32Array => {
  const out = new Float32Array(count);
  normals(draw, draw.stream, out);
  return out;
};
const largestGap = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i]!)));

describe('numbers of an address, against the lab', () => {
  it.each(golden.draws.map((draw) => [`seed ${draw.seed}, index ${draw.index}, stream ${draw.stream}`, draw] as const))(
    'draws what the lab drew: %s',
    (_, draw) => {
      expect(Array.from(uniforms(draw, draw.stream, 12))).toEqual(draw.uniforms);
      expect(largestGap(normalsOf(draw, 12), draw.normals)).toBeLessThanOrEqual(2e-6);
      const words = draw.words.map((_word, i) => {
        const counter = [i >> 2, draw.attempt, draw.index % 2 ** 32, Math.floor(draw.index / 2 ** 32)] as const;
        return philox4x32([draw.seed, draw.stream], counter)[i & 3];
      });
      expect(words).toEqual(draw.words);
    },
  );

  it.each(golden.draws.map((draw) => [draw.seed, draw] as const))(
    'draws something else for seed %d when any part of the address differs',
    (_, draw) => {
      const others = [
        { ...draw, seed: draw.seed ^ 1 ? (draw.seed ^ 1) >>> 0 : 2 },
        { ...draw, index: draw.index + 1 },
        { ...draw, index: draw.index + 2 ** 32 },
        { ...draw, attempt: draw.attempt + 1 },
        { ...draw, stream: ((draw.stream + 1) % 4) as NoiseStream },
      ];
      for (const other of others) {
        expect(largestGap(uniforms(other, other.stream, 12), draw.uniforms)).toBeGreaterThan(0.1);
        expect(largestGap(normalsOf(other, 12), draw.normals)).toBeGreaterThan(0.1);
      }
    },
  );

  it('gives the first numbers alike however many are asked for', () => {
    const [draw] = golden.draws as [Draw];
    expect(Array.from(normalsOf(draw, 7))).toEqual(Array.from(normalsOf(draw, 12).subarray(0, 7)));
    expect(Array.from(uniforms(draw, 0, 5))).toEqual(draw.uniforms.slice(0, 5));
  });

  it('fills with numbers of mean 0, variance 1 and normal tails', () => {
    const values = new Float32Array(200_000);
    normals({ seed: 3, index: 4, attempt: 0 }, noiseStreams.noise, values);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    const beyondTwo = values.filter((value) => Math.abs(value) > 2).length / values.length;
    expect(Math.abs(mean)).toBeLessThan(0.01);
    expect(Math.abs(variance - 1)).toBeLessThan(0.02);
    expect(Math.abs(beyondTwo - 0.0455)).toBeLessThan(0.003);
  });

  it.each([
    ['seed', { seed: -1, index: 0, attempt: 0 }],
    ['seed', { seed: 2 ** 32, index: 0, attempt: 0 }],
    ['index', { seed: 0, index: 1.5, attempt: 0 }],
    ['index', { seed: 0, index: 2 ** 53, attempt: 0 }],
    ['attempt', { seed: 0, index: 0, attempt: Number.NaN }],
  ])('refuses an address whose %s is out of range: %j', (field, address) => {
    expect(() => uniforms(address, noiseStreams.noise, 1)).toThrow(new RegExp(`^${field}: expected an integer`));
  });
});
