import { json, type Operation } from '../openapi/operation.js';
import { livenessSchema, readinessSchema } from './health.schema.js';

const ready = { status: 'ok', draining: false, checks: { database: 'ok', redis: 'ok', storage: 'ok' } };
const notReady = { status: 'error', draining: false, checks: { database: 'ok', redis: 'error', storage: 'ok' } };

export const healthOperations: readonly Operation[] = [
  {
    method: 'get',
    path: '/healthz',
    operationId: 'getLiveness',
    tag: 'Operation',
    summary: 'Whether the process runs',
    isPublic: true,
    answers: { 200: json('It runs', livenessSchema, { status: 'ok' }) },
  },
  {
    method: 'get',
    path: '/readyz',
    operationId: 'getReadiness',
    tag: 'Operation',
    summary: 'Whether database, Redis and storage answer',
    isPublic: true,
    answers: {
      200: json('All answer', readinessSchema, ready),
      503: json('One does not, or the process is about to end', readinessSchema, notReady),
    },
  },
  {
    method: 'get',
    path: '/metrics',
    operationId: 'getMetrics',
    tag: 'Operation',
    summary: 'Metrics for Prometheus',
    isPublic: true,
    answers: {
      200: {
        description: 'Prometheus text format',
        content: { mediaType: 'text/plain', schema: 'text', example: 'echocohort_backlog_samples 0\n' },
      },
    },
  },
];
