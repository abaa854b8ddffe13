import { setTimeout as delay } from 'node:timers/promises';
import { parseFaultArguments, usage, UsageError } from './arguments.js';
import { askForAll } from './client.js';
import { faults } from './faults.js';
import { type Fleet, startFleet } from './fleet.js';
import { balance, type Ledger, reasonsOf, untilOver, untilSwept } from './ledger.js';
import { planFaults, type PlannedFault } from './plan.js';
import { ledgerTable } from './table.js';

const overMs = 10 * 60_000;
const sweptMs = 5 * 60_000;

const tell = (text: string): void => void process.stderr.write(`${text}\n`);

const stamp = (ms: number): string =>
  `${Math.floor(ms / 60_000)}:${String(Math.floor(ms / 1_000) % 60).padStart(2, '0')}`;

/** Lets faults happen, each at its time. */
const happen = async (fleet: Fleet, planned: readonly PlannedFault[]): Promise<void> => {
  const startedMs = performance.now();
  for (const { name, target, atMs, holdMs } of planned) {
    await delay(Math.max(0, atMs - (performance.now() - startedMs)));
    tell(
      `${stamp(performance.now() - startedMs)}  ${name}${holdMs > 0 ? ` for ${(holdMs / 1_000).toFixed(1)} s` : ''}`,
    );
    await faults[name].begin(fleet, target);
    await delay(holdMs);
    await faults[name].end(fleet, target);
  }
};

const main = async (words: readonly string[]): Promise<Ledger> => {
  const { seed, minutes, samples, only, json } = parseFaultArguments(words);
  const planned = planFaults(seed, minutes, only);
  const fleet = await startFleet(tell);
  const stop = (): void => void fleet.stop().finally(() => process.exit(130));
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    const asking = askForAll(fleet, { seed, samples, overMs: minutes * 60_000 });
    await happen(fleet, planned);
    tell('no more faults; waiting for what was accepted');
    const accepted = await asking;
    if (!(await untilOver(fleet, accepted, overMs))) tell('some of it is still under way');
    if (!(await untilSwept(fleet, sweptMs))) tell('the sweep has not come to an end');
    const ledger = await balance(fleet, accepted);
    const members = [...fleet.apis, ...fleet.workers].map(({ member }) => member);
    for (const [reason, count] of await reasonsOf(fleet, accepted)) tell(`${count} failed, ${reason}`);
    if (!json) process.stdout.write(`${ledgerTable(planned, ledger, members)}\n\n`);
    process.stdout.write(`${JSON.stringify({ seed, minutes, samples, faults: planned.length, ...ledger })}\n`);
    return ledger;
  } finally {
    await fleet.stop();
  }
};

main(process.argv.slice(2)).then(
  ({ lost, duplicated, orphans, pending }) => process.exit(lost + duplicated + orphans + pending > 0 ? 1 : 0),
  (error: unknown) => {
    tell(error instanceof UsageError ? `${error.message}\n\n${usage}` : String((error as Error).stack));
    process.exit(1);
  },
);
