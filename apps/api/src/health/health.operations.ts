import { json, type Operation } from '../openapi/operation.js';
import { livenessSchema, readinessSchema } from './health.schema.js';

const ready = { status: 'ok', draining: false, checks: { database: 'ok', redis: 'ok', storage: 'ok' } };
const notReady = { status: 'error', draining: false, checks: { database: 'error', redis: 'ok', storage: 'ok' } };

export const healthOperations: readonly Operation[] = [
  {
    method: 'get',
    path: '/healthz',
    operationId: 'getLiveness',
    tag: 'Operation',
    summary: 'Whether the process runs',
    access: 'public',
    answers: { 200: json('It runs', livenessSchema, { status: 'ok' }) },
  },
  {
    method: 'get',
    path: '/readyz',
    operationId: 'getReadiness',
    tag: 'Operation',
    summary: 'Whether requests are taken, for which the database must answer; Redis and storage beside it',
    access: 'public',
    answers: {
      200: json('Requests are taken', readinessSchema, ready),
      503: json('The database does not answer, or the process is about to end', readinessSchema, notReady),
    },
  },
  {
    method: 'get',
    path: '/metrics',
    operationId: 'getMetrics',
    tag: 'Operation',
    summary: 'Metrics for Prometheus',
    access: 'public',
    answers: {
      200: {
        description: 'Prometheus text format',
        content: { mediaType: 'text/plain', schema: 'text', example: 'echocohort_backlog_samples 0\n' },
      },
    },
  },
];
