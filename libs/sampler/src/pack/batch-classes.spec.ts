import { describe, expect, it } from '@jest/globals';
import { batchClasses, classBelow, classOf } from './batch-classes.js';

describe('classes of graph calls', () => {
  it.each([
    [1, [1]],
    [2, [1, 2]],
    [32, [1, 2, 4, 8, 16, 32]],
    [24, [1, 2, 4, 8, 16, 24]],
  ])('up to %d are %j', (most, classes) => expect(batchClasses(most)).toEqual(classes));

  it('take a batch with the least padding that they allow', () => {
    const most = 24;
    for (let samples = 1; samples <= most; samples += 1) {
      const size = classOf(samples, most);
      expect(size).toBeGreaterThanOrEqual(samples);
      expect(batchClasses(most).filter((other) => other >= samples && other < size)).toEqual([]);
    }
  });

  it('go down by halves, and always down', () => {
    expect([2, 3, 4, 5, 8, 27, 32, 33].map(classBelow)).toEqual([1, 2, 2, 4, 4, 16, 16, 32]);
  });
});
