import {
  idleLanes,
  idleQueue,
  type LaneClock,
  type Pace,
  type QueueClock,
  unknownPace,
  type WindowBounds,
} from '@echocohort/platform';
import { type Lane } from '@echocohort/shared';

/** What is remembered of a queue. */
export interface QueueState {
  readonly clock: QueueClock;
  readonly pace: Pace;
}

/** What is remembered of a bundle's queues. */
export interface BundleState {
  /** Of the way in which it is written; a leader that knows another begins anew. */
  readonly version: typeof version;
  readonly lanes: LaneClock;
  readonly queues: Readonly<Record<Lane, QueueState>>;
}

/** By fingerprint. */
export type States = Map<string, BundleState>;

const version = 1;

export const noState = (nowMs: number, bounds: WindowBounds): BundleState => {
  const queue: QueueState = { clock: idleQueue, pace: unknownPace(nowMs, bounds) };
  return { version, lanes: idleLanes, queues: { interactive: queue, bulk: queue } };
};

export const withQueue = (state: BundleState, lane: Lane, queue: QueueState): BundleState => ({
  ...state,
  queues: { ...state.queues, [lane]: queue },
});

/** A queue as it is saved: what its tenants have had. Turns of runs, and what is still to be settled, begin anew. */
interface SavedQueue {
  readonly now: number;
  readonly finish: readonly (readonly [string, number])[];
  readonly pace: Pace;
}

interface SavedState extends Omit<BundleState, 'queues'> {
  readonly queues: Readonly<Record<Lane, SavedQueue>>;
}

const saveQueue = ({ clock: { tenants }, pace }: QueueState): SavedQueue => ({
  now: tenants.now,
  finish: [...tenants.finish],
  pace,
});

const restoreQueue = ({ now, finish, pace }: SavedQueue): QueueState => ({
  clock: { ...idleQueue, tenants: { now, finish: new Map(finish) } },
  pace,
});

const isKnown = (state: unknown): state is SavedState =>
  typeof state === 'object' && state !== null && 'version' in state && state.version === version;

export const saveStates = (states: States): ReadonlyMap<string, unknown> =>
  new Map(
    [...states].map(([fingerprint, { queues, ...state }]): [string, SavedState] => [
      fingerprint,
      { ...state, queues: { interactive: saveQueue(queues.interactive), bulk: saveQueue(queues.bulk) } },
    ]),
  );

export const restoreStates = (saved: ReadonlyMap<string, unknown>): States => {
  const states: States = new Map();
  for (const [fingerprint, state] of saved)
    if (isKnown(state)) {
      const queues = { interactive: restoreQueue(state.queues.interactive), bulk: restoreQueue(state.queues.bulk) };
      states.set(fingerprint, { ...state, queues });
    }
  return states;
};
