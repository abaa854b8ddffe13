import { type RunId, type TenantId } from '@echocohort/shared';

/** A run with samples that no ticket holds yet, as the dispatcher sees it. */
export interface BacklogRun {
  readonly runId: RunId;
  readonly tenantId: TenantId;
  readonly weight: number;
  /** Of each of its samples. */
  readonly frames: number;
  readonly nextIndex: number;
  readonly samplesTotal: number;
}

export interface TicketRequest {
  readonly runId: RunId;
  readonly count: number;
}

/**
 * Start-time fair queueing (Goyal, Vin, Cheng: "Start-time fair queuing", SIGCOMM 1996). A tenant's next ticket starts at
 * S = max(v, F), F the end of its last one, and ends at S + cost / weight; the smallest S goes first, and v is the S of
 * the ticket in service. So over any time in which two tenants both have work, their costs per weight differ by no more
 * than one ticket of each; who was idle saves up nothing, and who is new waits for nobody's past.
 */
export interface LaneClock {
  /** v: start of the ticket issued last, in frames per weight. */
  readonly now: number;
  /** F: end of each tenant's last ticket; tenants at or before `now` are left out. */
  readonly finish: Readonly<Record<string, number>>;
}

export const idleLane: LaneClock = { now: 0, finish: {} };

/**
 * Which runs of a queue get the next tickets: tenants share by weight, and a tenant's runs go oldest first. A ticket costs
 * frames x samples; retries are not foreseen.
 * @param backlog runs with samples to dispatch, oldest first for each tenant
 * @param room samples that may be issued; the last ticket may go beyond it
 * @param samplesPerTicket samples of one run that a ticket holds at most
 */
export const pickTickets = (
  clock: LaneClock,
  backlog: readonly BacklogRun[],
  room: number,
  samplesPerTicket: number,
): { picks: TicketRequest[]; clock: LaneClock } => {
  // End of a busy period: whatever the tenants had before no longer counts.
  if (backlog.length === 0)
    return { picks: [], clock: { now: Math.max(clock.now, ...Object.values(clock.finish)), finish: {} } };
  const picks: TicketRequest[] = [];
  const flows = flowsOf(backlog);
  const finish = new Map(Object.entries(clock.finish));
  let { now } = clock;
  const startOf = ({ tenantId }: Flow): number => Math.max(now, finish.get(tenantId) ?? 0);
  for (let left = room; left > 0 && flows.length > 0;) {
    const flow = flows.reduce((best, other) => (startOf(other) < startOf(best) ? other : best));
    const run = flow.runs[0] as Flow['runs'][number];
    const count = Math.min(samplesPerTicket, run.left);
    now = startOf(flow);
    finish.set(flow.tenantId, now + (run.frames * count) / flow.weight);
    picks.push({ runId: run.runId, count });
    left -= count;
    run.left -= count;
    if (run.left === 0) flow.runs.shift();
    if (flow.runs.length === 0) flows.splice(flows.indexOf(flow), 1);
  }
  return { picks, clock: { now, finish: Object.fromEntries([...finish].filter(([, end]) => end > now)) } };
};

interface Flow {
  readonly tenantId: TenantId;
  readonly weight: number;
  readonly runs: { readonly runId: RunId; readonly frames: number; left: number }[];
}

/** Tenants in the order of their first run, which breaks ties. */
const flowsOf = (backlog: readonly BacklogRun[]): Flow[] => {
  const flows = new Map<TenantId, Flow>();
  for (const { tenantId, weight, runId, frames, samplesTotal, nextIndex } of backlog) {
    const flow = flows.get(tenantId) ?? { tenantId, weight, runs: [] };
    if (samplesTotal > nextIndex) flow.runs.push({ runId, frames, left: samplesTotal - nextIndex });
    if (flow.runs.length > 0) flows.set(tenantId, flow);
  }
  return [...flows.values()];
};
