import {
  type ClipId,
  type EchoEvent,
  type EventKind,
  type RunId,
  type RunKind,
  type TenantId,
} from '@echocohort/shared';
import { type OutboxPayload, type OutboxTopic, type ToldPayload } from '../database/schema.js';
import { type StoredError } from '../database/stored-values.js';

export interface OutboxRow {
  readonly tenantId: TenantId;
  readonly topic: OutboxTopic;
  readonly payload: OutboxPayload;
  readonly at: Date;
}

/** A run as its events show it. */
export interface PublishedRun {
  readonly id: RunId;
  readonly kind: RunKind;
  readonly samplesTotal: number;
  readonly succeeded: number;
  readonly accepted: number;
  readonly failed: number;
  readonly error: StoredError | null;
}

export interface TenantEvent extends EchoEvent {
  readonly tenantId: TenantId;
}

/** Topics that are events as they stand. */
type ToldTopic = 'webhook.disabled' | 'quota.near' | 'export.ready';
type RunTopic = Exclude<OutboxTopic, 'clip.read' | ToldTopic>;

const isOfRun = (topic: OutboxTopic): topic is RunTopic => topic.startsWith('run.');

/** Only cohorts are paused, resumed and extended. */
const runKind = (topic: RunTopic, { kind: family, failed }: PublishedRun): EventKind => {
  switch (topic) {
    case 'run.created':
      return `${family}.started`;
    case 'run.progressed':
      return `${family}.progressed`;
    case 'run.finished':
      return failed > 0 ? `${family}.failed` : `${family}.succeeded`;
    case 'run.cancelled':
      return `${family}.cancelled`;
    case 'run.paused':
      return 'cohort.paused';
    case 'run.resumed':
      return 'cohort.resumed';
    case 'run.extended':
      return 'cohort.extended';
    case 'run.deleted':
      return `${family}.deleted`;
  }
};

const runEvent = ({ tenantId, at }: OutboxRow, topic: RunTopic, run: PublishedRun): TenantEvent => {
  const { samplesTotal: total, succeeded, accepted, failed, error } = run;
  const data = {
    counts: { total, succeeded, accepted, failed },
    error: error && { code: error.code, message: error.message },
  };
  return { tenantId, kind: runKind(topic, run), subjectId: run.id, data, at };
};

const clipEvent = (
  { tenantId, at }: OutboxRow,
  { clipId, fingerprint, refusal }: { clipId: ClipId; fingerprint: string; refusal: string | null },
): TenantEvent => ({
  ...{ tenantId, kind: 'clip.read', subjectId: clipId, at },
  data: { fingerprint, readable: refusal === null, refusal },
});

const toldEvent = ({ tenantId, at }: OutboxRow, kind: ToldTopic, { subjectId, data }: ToldPayload): TenantEvent => ({
  tenantId,
  kind,
  subjectId,
  data,
  at,
});

/** Runs that rows of the outbox are about. */
export const runsIn = (rows: readonly OutboxRow[]): RunId[] => [
  ...new Set(rows.flatMap(({ payload }) => payload.runId ?? [])),
];

/**
 * What is told of some rows of the outbox, in their order. Progress that something later of the same run follows is left out:
 * both say how the run stands now. So is what happened to a run of which nothing is left.
 */
export const eventsOfOutbox = (rows: readonly OutboxRow[], runs: readonly PublishedRun[]): TenantEvent[] => {
  const runOf = new Map(runs.map((run) => [run.id, run]));
  const lastOf = new Map(rows.map((row) => [row.payload.runId, row]));
  return rows.flatMap((row) => {
    const { topic, payload } = row;
    if ('subjectId' in payload) return [toldEvent(row, topic as ToldTopic, payload)];
    if (payload.runId === undefined) return [clipEvent(row, payload)];
    const run = runOf.get(payload.runId);
    if (run === undefined || !isOfRun(topic)) return [];
    if (topic === 'run.progressed' && lastOf.get(run.id) !== row) return [];
    return [runEvent(row, topic, run)];
  });
};
