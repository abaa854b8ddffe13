type Settled<O> = PromiseSettledResult<O>;

/**
 * Runs a group; one settled result an item, in order. What it throws counts for every item.
 * @param tries how often its items have failed before; a single item with one or more has its last try
 */
export type RunEach<I, O> = (items: readonly I[], tries: number) => Promise<readonly Settled<O>[]>;

export interface Bisection {
  /** Whether another try may help; yes when left out. */
  readonly isWorthIt?: (reason: unknown) => boolean;
  /** Makes the machine fit for another try, after every run in which something failed; what it throws ends the tries. */
  readonly recover?: (reason: unknown) => Promise<void>;
}

/**
 * Runs a group, then whatever failed in halves, down to single items: a bad one fails alone. It is given up when it has
 * failed twice, the second time alone; a group of n with one bad item costs some 2 log2 n runs more.
 * @param run must not let an item's output depend on its company
 */
export const runBisected = async <I, O>(
  items: readonly I[],
  run: RunEach<I, O>,
  options: Bisection = {},
): Promise<Settled<O>[]> => {
  const results = Array.from<Settled<O>>({ length: items.length });
  await tryGroup({ items, run, results, ...options }, [...items.keys()], 0);
  return results;
};

interface Trial<I, O> extends Bisection {
  readonly items: readonly I[];
  readonly run: RunEach<I, O>;
  /** By item; a later try's result replaces an earlier one's. */
  readonly results: Settled<O>[];
}

const tryGroup = async <I, O>(trial: Trial<I, O>, group: readonly number[], tries: number): Promise<void> => {
  const { items, run, results, isWorthIt = () => true, recover } = trial;
  const outcome = await settled(
    group.map((at) => items[at] as I),
    (those) => run(those, tries),
  );
  group.forEach((at, n) => (results[at] = outcome[n] as Settled<O>));
  const failed = group.filter((_, n) => failsWorthily(outcome[n] as Settled<O>, isWorthIt));
  const [first] = failed;
  if (first === undefined) return;
  try {
    await recover?.((results[first] as PromiseRejectedResult).reason);
  } catch (reason) {
    for (const at of failed) results[at] = { status: 'rejected', reason };
    return;
  }
  if (group.length === 1 && tries > 0) return;
  const middle = Math.ceil(failed.length / 2);
  for (const part of [failed.slice(0, middle), failed.slice(middle)])
    if (part.length > 0) await tryGroup(trial, part, tries + 1);
};

const failsWorthily = (result: Settled<unknown>, isWorthIt: (reason: unknown) => boolean): boolean =>
  result.status === 'rejected' && isWorthIt(result.reason);

/** As `run`, but what it throws is the result of each item. */
export const settled = async <I, O>(
  items: readonly I[],
  run: (items: readonly I[]) => Promise<readonly Settled<O>[]>,
): Promise<readonly Settled<O>[]> => {
  try {
    const results = await run(items);
    if (results.length !== items.length) throw new Error(`expected ${items.length} results, got ${results.length}`);
    return results;
  } catch (reason) {
    return items.map(() => ({ status: 'rejected', reason }));
  }
};

/** A call that gives all its outputs or throws, as one that settles each. */
export const allOrNone =
  <I, O>(
    run: (items: readonly I[]) => Promise<readonly O[]>,
  ): ((items: readonly I[]) => Promise<readonly Settled<O>[]>) =>
  async (items) =>
    (await run(items)).map((value) => ({ status: 'fulfilled', value }));
