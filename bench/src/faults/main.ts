import { setTimeout as delay } from 'node:timers/promises';
import { type FaultArguments, parseFaultArguments, usage, UsageError } from './arguments.js';
import { type Accepted, askForAll } from './load/ask.js';
import { Client } from './load/client.js';
import { faults } from './faults.js';
import { type Fleet, startFleet } from './fleet/fleet.js';
import { balance, type Ledger, reasonsOf, untilOver, untilSwept } from './ledger.js';
import { planFaults, type PlannedFault } from './plan.js';
import { cutPowerAmid } from './power-cut.js';
import { WebhookReceiver } from './load/webhook-receiver.js';
import { startSchedule, stopSchedule } from './load/schedule.js';
import { faultTable, figureTable } from './table.js';

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

const musts = [
  ...['lost', 'duplicated', 'orphans', 'pending', 'firingsMissed'],
  ...['undelivered', 'outOfOrder', 'unverified'],
];

/** Nothing may be lost, doubled, left over or still under way, no firing missed, no event untold; what was made stays made. */
const isWell = (figures: Ledger & Readonly<Record<string, number>>): boolean =>
  musts.every((name) => (figures[name] ?? 0) === 0) &&
  figures['keptOfThem'] === figures['madeBefore'] &&
  (figures['madeTwice'] ?? 0) <= (figures['inFlight'] ?? 0);

/** What was accepted, and what else a run has shown. */
interface Told {
  readonly accepted: readonly Accepted[];
  readonly facts: Readonly<Record<string, number>>;
}

/** Requests of all kinds, while one fault follows another. */
const underFaults = async (fleet: Fleet, { seed, minutes, samples, only }: FaultArguments): Promise<Told> => {
  const planned = planFaults(seed, minutes, only);
  const client = new Client(fleet.apis, fleet.tenants[0]);
  const receiver = await WebhookReceiver.start(client, fleet.database, seed);
  const schedule = await startSchedule(client);
  const asking = askForAll(fleet, { seed, samples, overMs: minutes * 60_000 });
  await happen(fleet, planned);
  tell('no more faults; waiting for what was accepted');
  const asked = await asking;
  const { accepted, due, missed } = await stopSchedule(schedule, fleet.database);
  tell(faultTable(planned));
  const all = [...asked, ...accepted];
  if (!(await untilOver(fleet, all, overMs))) tell('some of it is still under way');
  const deliveries = await receiver.stop(fleet.database);
  return {
    accepted: all,
    facts: { seed, minutes, samples, faults: planned.length, firings: due, firingsMissed: missed, ...deliveries },
  };
};

const underPowerCut = async (fleet: Fleet, samples: number): Promise<Told> => {
  const { accepted, cut } = await cutPowerAmid(fleet, samples, tell);
  return { accepted, facts: { samples, ...cut } };
};

/** Waits until all is over and swept, and looks at every row and object. */
const settle = async (fleet: Fleet, accepted: readonly Accepted[]): Promise<Ledger> => {
  if (!(await untilOver(fleet, accepted, overMs))) tell('some of it is still under way');
  if (!(await untilSwept(fleet, sweptMs))) tell('the sweep has not come to an end');
  const ledger = await balance(fleet, accepted);
  for (const [reason, count] of await reasonsOf(fleet, accepted)) tell(`${count} failed, ${reason}`);
  return ledger;
};

const main = async (words: readonly string[]): Promise<boolean> => {
  const args = parseFaultArguments(words);
  const fleet = await startFleet(tell);
  const stop = (): void => void fleet.stop().finally(() => process.exit(130));
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    const { accepted, facts } =
      args.powerCut === null ? await underFaults(fleet, args) : await underPowerCut(fleet, args.powerCut);
    const figures = { ...facts, ...(await settle(fleet, accepted)) };
    const members = [...fleet.apis, ...fleet.workers].map(({ member }) => member);
    if (!args.json) process.stdout.write(`${figureTable(figures, members)}\n\n`);
    process.stdout.write(`${JSON.stringify(figures)}\n`);
    return isWell(figures);
  } finally {
    await fleet.stop();
  }
};

main(process.argv.slice(2)).then(
  (well) => process.exit(well ? 0 : 1),
  (error: unknown) => {
    tell(error instanceof UsageError ? `${error.message}\n\n${usage}` : String((error as Error).stack));
    process.exit(1);
  },
);
