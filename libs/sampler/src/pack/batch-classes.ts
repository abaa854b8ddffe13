/**
 * Sizes of graph calls: 1, 2, 4, 8 ... up to `most`. A device that searches for its kernels anew at every shape is warmed up
 * for these and meets no others.
 */
export const batchClasses = (most: number): number[] => {
  const classes: number[] = [];
  for (let size = 1; size < most; size *= 2) classes.push(size);
  return [...classes, most];
};

/** The smallest class of `most` that takes `samples`, which are no more than `most`. */
export const classOf = (samples: number, most: number): number =>
  batchClasses(most).find((size) => size >= samples) ?? most;

/** The class below a call of `samples`, 2 or more: what is tried when memory does not do for it. */
export const classBelow = (samples: number): number => 2 ** (Math.ceil(Math.log2(samples)) - 1);
