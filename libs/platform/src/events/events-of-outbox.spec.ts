import { newClipId, newRunId, newTenantId } from '@echocohort/shared';
import { describe, expect, it } from '@jest/globals';
import { type OutboxPayload, type OutboxTopic } from '../database/schema.js';
import { eventsOfOutbox, type OutboxRow, type PublishedRun, runsIn } from './events-of-outbox.js';

const tenantId = newTenantId();
const at = new Date('2026-11-24T09:31:00Z');
const row = (topic: OutboxTopic, payload: OutboxPayload): OutboxRow => ({ tenantId, topic, payload, at });
const runOf = (overrides: Partial<PublishedRun> = {}): PublishedRun => ({
  ...{ id: newRunId(), kind: 'generation', samplesTotal: 4, succeeded: 3, accepted: 2, failed: 0, error: null },
  ...overrides,
});

describe('what is told of the outbox', () => {
  it('is how each run stands, in order, its progress once and only where nothing follows it', () => {
    const [one, two] = [runOf(), runOf({ succeeded: 4 })];
    const rows = [
      row('run.created', { runId: one.id }),
      row('run.progressed', { runId: one.id }),
      row('run.progressed', { runId: two.id }),
      row('run.progressed', { runId: one.id }),
      row('run.finished', { runId: two.id }),
    ];
    expect(runsIn(rows)).toEqual([one.id, two.id]);
    const told = eventsOfOutbox(rows, [one, two]);
    expect(told.map(({ kind, subjectId }) => [kind, subjectId])).toEqual([
      ['generation.started', one.id],
      ['generation.progressed', one.id],
      ['generation.succeeded', two.id],
    ]);
    expect(told[1]).toEqual({
      ...{ tenantId, kind: 'generation.progressed', subjectId: one.id, at },
      data: { counts: { total: 4, succeeded: 3, accepted: 2, failed: 0 }, error: null },
    });
  });

  it('is a failure where a sample failed, and why', () => {
    const error = { code: 'no-ventricle', message: 'none is seen' } as const;
    const run = runOf({ failed: 1, error });
    const [failed] = eventsOfOutbox([row('run.finished', { runId: run.id })], [run]);
    expect(failed).toMatchObject({ kind: 'generation.failed', data: { error } });
    const [cancelled] = eventsOfOutbox([row('run.cancelled', { runId: run.id })], [run]);
    expect(cancelled?.kind).toBe('generation.cancelled');
  });

  it('is of a cohort where the run is one', () => {
    const run = runOf({ kind: 'cohort' });
    const topics = [
      'run.created',
      'run.paused',
      'run.resumed',
      'run.extended',
      'run.progressed',
      'run.cancelled',
    ] as const;
    const rows = topics.map((topic) => row(topic, { runId: run.id }));
    expect(eventsOfOutbox(rows, [run]).map(({ kind }) => kind)).toEqual([
      ...['cohort.started', 'cohort.paused', 'cohort.resumed', 'cohort.extended', 'cohort.cancelled'],
    ]);
  });

  it('is what was noted, where there is nothing to look up', () => {
    const near = { subjectId: tenantId, data: { cap: 'queuedSamples', used: 8, max: 10 } } as const;
    expect(eventsOfOutbox([row('quota.near', near)], [])).toEqual([{ tenantId, at, kind: 'quota.near', ...near }]);
  });

  it('is what was read of clips, each time, and nothing of runs that are gone', () => {
    const read = { clipId: newClipId(), fingerprint: 'f'.repeat(64), refusal: null };
    const refused = { ...read, refusal: 'too dark' };
    const rows = [row('clip.read', read), row('run.progressed', { runId: newRunId() }), row('clip.read', refused)];
    expect(eventsOfOutbox(rows, []).map(({ kind, data }) => [kind, data])).toEqual([
      ['clip.read', { fingerprint: read.fingerprint, readable: true, refusal: null }],
      ['clip.read', { fingerprint: read.fingerprint, readable: false, refusal: 'too dark' }],
    ]);
  });
});
