/** Lets at most `max` calls run at once; the others wait in order. */
export const limit = (max: number): (<T>(call: () => Promise<T>) => Promise<T>) => {
  const queue: (() => void)[] = [];
  let running = 0;
  return async (call) => {
    if (running >= max) await new Promise<void>((start) => queue.push(start));
    else running += 1;
    try {
      return await call();
    } finally {
      // A waiting call takes over this one's place, so that nobody slips in between.
      const next = queue.shift();
      if (next) next();
      else running -= 1;
    }
  };
};
