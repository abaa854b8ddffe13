import { describe, expect, it } from '@jest/globals';
import { EchoError, errorVerdicts, fieldError, problemSchema } from './errors.js';
import { newRunId, parseSampleId, runIdSchema, sampleId, sampleIdSchema, tenantIdSchema } from './ids.js';
import { jobCatalog } from './jobs.js';

describe('ids', () => {
  it('a sample id names its run and index', () => {
    const run = newRunId();
    expect(parseSampleId(sampleIdSchema.parse(sampleId(run, 41)))).toEqual({ runId: run, index: 41 });
  });

  it.each(['run_1-0', `${newRunId()}-01`, `${newRunId()}--1`, newRunId(), `${newRunId()}-1x`])(
    'refuses sample id %p',
    (text) => {
      expect(sampleIdSchema.safeParse(text).success).toBe(false);
    },
  );

  it('an id of one kind is not one of another', () => {
    expect(runIdSchema.safeParse(newRunId()).success).toBe(true);
    expect(tenantIdSchema.safeParse(newRunId()).success).toBe(false);
  });
});

describe('errors', () => {
  it('client errors are never retried, except those that time can heal', () => {
    const retried = Object.entries(errorVerdicts).filter(([, { status, retry }]) => status < 500 && retry);
    expect(retried.map(([code]) => code).sort()).toEqual(['not-ready', 'too-many-requests']);
  });

  it('a field error names its field', () => {
    const error = fieldError('invalid-request', 'targetEf', 'expected 5..85, got 90');
    expect(error).toBeInstanceOf(EchoError);
    expect(error.message).toBe('targetEf: expected 5..85, got 90');
    expect(error.verdict.status).toBe(400);
  });

  it('problem details take known codes only', () => {
    const problem = {
      type: 'urn:x',
      title: 't',
      status: 400,
      code: 'invalid-request',
      detail: 'd',
      correlationId: 'c',
      errors: [],
    };
    expect(problemSchema.safeParse(problem).success).toBe(true);
    expect(problemSchema.safeParse({ ...problem, code: 'oops' }).success).toBe(false);
  });
});

describe('job catalog', () => {
  it('checks for stalled tickets well within the lock', () => {
    for (const job of Object.values(jobCatalog)) expect(job.stalledCheckMs).toBeLessThanOrEqual(job.lockMs / 2);
  });
});
