/**
 * Start-time fair queueing (Goyal, Vin, Cheng: "Start-time fair queuing", SIGCOMM 1996). A flow's next piece of work starts at
 * S = max(v, F), F the end of its last one, and ends at S + cost / weight; the smallest S goes first, and v is the S of
 * the piece in service. So over any time in which two flows both have work, their costs per weight differ by no more
 * than one piece of each; who was idle saves up nothing, and who is new waits for nobody's past.
 */
export interface FairClock {
  /** v: start of the piece served last, in cost per weight. */
  readonly now: number;
  /** F: end of each flow's last piece; flows at or before `now` are left out. */
  readonly finish: ReadonlyMap<string, number>;
}

export const idleClock: FairClock = { now: 0, finish: new Map() };

/** A clock while it serves. It begins where a `FairClock` stood and is one again when it `stops`. */
export class RunningClock {
  #now: number;
  readonly #finish: Map<string, number>;

  constructor({ now, finish }: FairClock = idleClock) {
    this.#now = now;
    this.#finish = new Map(finish);
  }

  /** S of a flow's next piece. */
  startOf(flow: string): number {
    return Math.max(this.#now, this.#finish.get(flow) ?? 0);
  }

  /** Serves a flow one piece. @param cost per weight */
  serve(flow: string, cost: number): void {
    this.#now = this.startOf(flow);
    this.#finish.set(flow, this.#now + cost);
  }

  /** What a flow was served has cost so much more than was thought; less when negative. */
  correct(flow: string, cost: number): void {
    this.#finish.set(flow, this.startOf(flow) + cost);
  }

  stop(): FairClock {
    return { now: this.#now, finish: new Map([...this.#finish].filter(([, end]) => end > this.#now)) };
  }
}

/** End of a busy period: whatever the flows had before no longer counts. */
export const rested = ({ now, finish }: FairClock): FairClock => ({
  now: Math.max(now, ...finish.values()),
  finish: new Map(),
});
