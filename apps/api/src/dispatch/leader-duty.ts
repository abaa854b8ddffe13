/** What the leading process does beside dispatching, each duty at its own pace. */
export interface LeaderDuty {
  readonly name: string;
  /** This process leads from now on: nothing that it remembers of an earlier time holds. */
  begin(): void;
  /** Called in every round of the leader; does a bounded piece of work when its time has come. */
  tick(): Promise<void>;
}
