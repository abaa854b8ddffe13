import { clipIdSchema, runIdSchema } from '@echocohort/shared';
import { exampleIds } from '../openapi/examples.js';
import { type CohortDetail, type CohortView } from './cohorts.schema.js';
import { type CohortEstimate } from '../cohort-plan/estimate.schema.js';

const self = `/v1/cohorts/${exampleIds.cohort}`;

export const cohortExample: CohortView = {
  id: runIdSchema.parse(exampleIds.cohort),
  name: 'Low EF twins',
  labels: { study: 'lvnc' },
  status: 'running',
  model: { name: 'echo-motion', version: '1', fingerprint: exampleIds.fingerprint },
  spec: {
    plan: { kind: 'list', targets: [20, 35, 60] },
    sources: 1,
    splits: {},
    arms: 3,
    samples: 30,
    frames: [32],
    seed: 7,
    tolerance: 3,
    maxAttempts: 8,
  },
  lane: 'bulk',
  preview: 0,
  counts: { total: 30, pending: 12, succeeded: 18, accepted: 17, failed: 0, cancelled: 0 },
  leftOut: { sources: 0, examples: [], targets: 0, items: 0 },
  error: null,
  deadline: null,
  expiresAt: null,
  createdAt: '2026-11-24T09:31:00.000Z',
  startedAt: '2026-11-24T09:31:00.100Z',
  finishedAt: null,
  links: {
    self,
    samples: `${self}/samples`,
    figures: `${self}/figures`,
    manifest: `${self}/manifest`,
    pause: `${self}/pause`,
    resume: `${self}/resume`,
    cancel: `${self}/cancel`,
    extend: `${self}/extend`,
  },
};

export const cohortDetailExample: CohortDetail = {
  ...cohortExample,
  progress: { samplesPerSecond: 2.4, expectedEnd: '2026-11-24T09:31:13.000Z' },
};

export const cohortEstimateExample: CohortEstimate = {
  dryRun: true,
  samples: 30,
  arms: 3,
  sources: 1,
  splits: {},
  leftOut: {
    sources: 1,
    examples: [{ clipId: clipIdSchema.parse(exampleIds.clip), reason: 'no ventricle' }],
    targets: 0,
    items: 0,
  },
  histogram: { counted: 30, bins: [{ min: 20, max: 25, samples: 10 }] },
  deviceSeconds: 12.6,
  storageBytes: 2_250_000,
  expectedEnd: '2026-11-24T09:31:13.000Z',
  basis: ['the newest 250 samples that echo-motion 1 has made for you: 1.2 attempts, 0.42 s and 75,000 bytes each'],
};
