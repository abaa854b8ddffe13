/** 'more': there is work left that the next tick can do. 'idle': there is none. */
export type TickResult = 'more' | 'idle';

/** What the leading process does, each duty at its own pace. */
export interface LeaderDuty {
  readonly name: string;
  /** This process leads from now on: nothing that it remembers of an earlier time holds. */
  begin(): void;
  /** Called in every turn of the leader; does a bounded piece of work when its time has come. */
  tick(): Promise<TickResult>;
  /** This process leads no longer: what it has told of the whole system is somebody else's to tell. */
  end?(): void;
}
