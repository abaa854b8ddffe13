import { type RunRow } from '@echocohort/platform';
import { generationSpecSchema } from '@echocohort/shared';
import { expiresAtOf } from '../retention/expiry.js';
import { countsOf } from '../runs/run-counts.js';
import { type GenerationView } from './generations.schema.js';

/** The spec of an older run lacks what has a default now. */
const specOf = (run: RunRow): GenerationView['spec'] => {
  const spec = generationSpecSchema.parse(run.spec);
  return {
    targetEf: spec.targetEfPercents[0] as number,
    frames: spec.frames,
    seed: spec.seed,
    samples: spec.samples,
    clipId: spec.source.kind === 'clip' ? spec.source.clipId : null,
    observedFrames: spec.source.kind === 'clip' ? (spec.source.observedFrames ?? null) : [],
    tolerance: spec.tolerancePp,
    maxAttempts: spec.maxAttempts,
    allowUnmeasured: spec.allowUnmeasured,
  };
};

/** A run as the API shows it. */
export const generationView = (run: RunRow): GenerationView => {
  const self = `/v1/generations/${run.id}`;
  const { name, version, fingerprint } = run.spec.bundle;
  return {
    id: run.id,
    status: run.status,
    model: { name, version, fingerprint },
    spec: specOf(run),
    counts: countsOf(run),
    error: run.error === null ? null : { code: run.error.code, message: run.error.message },
    expiresAt: expiresAtOf(run)?.toISOString() ?? null,
    createdAt: run.createdAt.toISOString(),
    startedAt: run.startedAt?.toISOString() ?? null,
    finishedAt: run.finishedAt?.toISOString() ?? null,
    links: { self, samples: `${self}/samples`, cancel: `${self}/cancel` },
  };
};
