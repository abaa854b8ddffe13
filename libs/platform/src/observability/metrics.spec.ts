import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { Counter } from 'prom-client';
import { createMetrics } from '../index.js';

/** Prometheus' own check of names, types and help texts. */
const promtool = (text: string): { status: number | null; output: string } => {
  const { status, stdout, stderr, error } = spawnSync('promtool', ['check', 'metrics'], {
    input: text,
    encoding: 'utf8',
  });
  if (error) throw new Error('promtool is missing: apt-get install prometheus', { cause: error });
  return { status, output: stdout + stderr };
};

describe('createMetrics', () => {
  it('has names that promtool accepts, those of the process included', async () => {
    const metrics = createMetrics();
    metrics.samples.inc({ outcome: 'accepted' });
    metrics.attempts.inc(2);
    metrics.batchSize.observe(8);
    metrics.batches.inc();
    metrics.phaseDuration.observe({ phase: 'infer' }, 0.2);
    metrics.phaseSamples.inc({ phase: 'audit' });
    metrics.queueTickets.set({ state: 'waiting', lane: 'bulk', bundle: 'tiny 1.0.0' }, 3);
    metrics.queueWorkers.set({ lane: 'bulk', bundle: 'tiny 1.0.0' }, 2);
    metrics.backlogSamples.set({ lane: 'bulk' }, 9);
    metrics.oldestBacklogAge.set({ lane: 'bulk' }, 1.5);
    metrics.efError.observe(2.5);
    metrics.shownEfDifference.observe({ bundle: 'tiny' }, 4);
    metrics.deviceBusy.set({ device: 'cuda:0', provider: 'cuda', bundle: 'tiny' }, 0.9);
    metrics.uploadedBytes.inc(1_000);
    metrics.httpRequestDuration.observe({ method: 'GET', route: '/v1/x', status: '200' }, 0.01);
    metrics.buildInfo.set({ version: '0.1.0' }, 1);
    metrics.bundleInfo.set({ name: 'tiny', version: '1.0.0', provider: 'cuda', device: 'cuda:0' }, 1);
    const text = await metrics.registry.metrics();
    expect(promtool(text)).toEqual({ status: 0, output: '' });
    expect(text).toContain('echocohort_samples_total{outcome="accepted"} 1');
    expect(text).toContain('echocohort_batch_size_bucket{le="12"} 1');
    expect(text).toContain('process_cpu_seconds_total');
  });

  it('is checked by something that refuses a bad name', async () => {
    const { registry } = createMetrics();
    new Counter({ name: 'echocohort_mistakes', help: 'A counter without its suffix.', registers: [registry] }).inc();
    expect(promtool(await registry.metrics())).toMatchObject({ status: 3 });
  });

  it('keeps registries apart', async () => {
    const [one, two] = [createMetrics(), createMetrics()];
    one.attempts.inc();
    expect(await two.registry.getSingleMetricAsString('echocohort_attempts_total')).toContain(
      'echocohort_attempts_total 0',
    );
  });
});
