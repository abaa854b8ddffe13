import { expectEventually } from '@echocohort/testing';
import { sql } from 'kysely';
import { type Fleet, type Placed } from './fleet/fleet.js';
import { type Link, type LinkState } from './fleet/link.js';
import { type FaultName } from './plan.js';

/** What begins a fault, and what ends it. */
export interface Fault {
  begin(fleet: Fleet, target: number): Promise<void> | void;
  end(fleet: Fleet, target: number): Promise<void> | void;
}

const nothing = (): void => undefined;
const pick = <T>(all: readonly T[], target: number): T => all[target % all.length] as T;
const everybody = ({ apis, workers }: Fleet): readonly Placed[] => [...apis, ...workers];
const startsMs = 120_000;

const killed = (of: (fleet: Fleet) => readonly Placed[]): Fault => ({
  begin: (fleet, target) => pick(of(fleet), target).member.end('SIGKILL'),
  end: (fleet, target) => pick(of(fleet), target).member.start(),
});

const stopped = (of: (fleet: Fleet) => readonly Placed[]): Fault => ({
  begin: (fleet, target) => pick(of(fleet), target).member.signal('SIGSTOP'),
  end: (fleet, target) => pick(of(fleet), target).member.signal('SIGCONT'),
});

const link = (state: LinkState, of: (fleet: Fleet, target: number) => readonly Link[]): Fault => {
  const set = (to: LinkState) => (fleet: Fleet, target: number) => {
    for (const each of of(fleet, target)) each.set(to);
  };
  return { begin: set(state), end: set('open') };
};

const apis = (fleet: Fleet): readonly Placed[] => fleet.apis;
const workers = (fleet: Fleet): readonly Placed[] => fleet.workers;
const s3Links = (fleet: Fleet): readonly Link[] => everybody(fleet).map(({ s3 }) => s3);

/** Until it answers: what is left of the old one may hold its folder for a moment. */
const startPostgres = async ({ servers, database }: Fleet): Promise<void> => {
  servers.postgres.start();
  await expectEventually(async () => sql`select 1`.execute(database.db), { timeoutMs: startsMs });
};

/** As when the power goes: every process at once, Redis with all that it held. */
const everythingKilled: Fault = {
  begin: async (fleet) => {
    const { postgres, s3 } = fleet.servers;
    await Promise.all([...everybody(fleet).map(({ member }) => member.end('SIGKILL')), postgres.kill(), s3.kill()]);
    await fleet.servers.redis.restart();
  },
  end: async (fleet) => {
    fleet.servers.s3.start();
    await startPostgres(fleet);
    for (const { member } of everybody(fleet)) member.start();
  },
};

export const faults: Readonly<Record<FaultName, Fault>> = {
  'worker killed': killed(workers),
  'worker stopped': stopped(workers),
  'api killed': killed(apis),
  'api stopped': stopped(apis),
  'redis flushed': { begin: (fleet) => fleet.flushRedis(), end: nothing },
  'redis restarted empty': { begin: (fleet) => fleet.servers.redis.restart(), end: nothing },
  'redis cut off from an api': link('cut', (fleet, target) => [pick(fleet.apis, target).redis]),
  'redis cut off from a worker': link('cut', (fleet, target) => [pick(fleet.workers, target).redis]),
  'postgres restarted': { begin: ({ servers }) => servers.postgres.kill(), end: startPostgres },
  'postgres stalled': link('stalled', (fleet) => everybody(fleet).map(({ postgres }) => postgres)),
  'postgres cut off from a worker': link('cut', (fleet, target) => [pick(fleet.workers, target).postgres]),
  's3 answers 503': link('unavailable', s3Links),
  's3 slow': link('slow', s3Links),
  's3 silent': link('stalled', s3Links),
  's3 killed': { begin: ({ servers }) => servers.s3.kill(), end: ({ servers }) => servers.s3.start() },
  'scratch full': {
    begin: (fleet, target) => pick(everybody(fleet), target).scratch.fill(),
    end: (fleet, target) => pick(everybody(fleet), target).scratch.empty(),
  },
  'everything killed': everythingKilled,
};
