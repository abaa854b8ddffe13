/** Makes the machine fit for another try; what it throws ends the tries. */
type Recover = (error: unknown) => Promise<void>;

/**
 * Runs a group in one call; when that fails, each item again alone, so that a bad one fails alone and every item
 * has had two tries.
 * @param run one output an item, in order; must not depend on an item's company
 * @param recover called after every failed call; when it throws, what is left fails with that
 */
export const runIsolated = async <I, O>(
  items: readonly I[],
  run: (items: readonly I[]) => Promise<readonly O[]>,
  recover: Recover = () => Promise.resolve(),
): Promise<PromiseSettledResult<O>[]> => {
  const whole = await settle(items, run);
  if (whole.every(({ status }) => status === 'fulfilled')) return whole;
  const outputs: PromiseSettledResult<O>[] = [];
  try {
    await recoverFrom(whole, recover);
    for (const item of items) {
      const alone = await settle([item], run);
      outputs.push(...alone);
      await recoverFrom(alone, recover);
    }
  } catch (reason) {
    while (outputs.length < items.length) outputs.push({ status: 'rejected', reason });
  }
  return outputs;
};

const recoverFrom = async (results: readonly PromiseSettledResult<unknown>[], recover: Recover): Promise<void> => {
  for (const result of results) if (result.status === 'rejected') return recover(result.reason);
};

const settle = async <I, O>(
  items: readonly I[],
  run: (items: readonly I[]) => Promise<readonly O[]>,
): Promise<PromiseSettledResult<O>[]> => {
  try {
    const outputs = await run(items);
    if (outputs.length !== items.length) throw new Error(`expected ${items.length} outputs, got ${outputs.length}`);
    return outputs.map((value) => ({ status: 'fulfilled', value }));
  } catch (reason) {
    return items.map(() => ({ status: 'rejected', reason }));
  }
};
