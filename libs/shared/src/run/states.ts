/** A generation has one source and one target; a cohort has many, a name, and a life of its own. */
export const runKinds = ['generation', 'cohort'] as const;
export type RunKind = (typeof runKinds)[number];

export const runStatuses = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;
export type RunStatus = (typeof runStatuses)[number];

/** A sample that has no row yet is `pending`. */
export const sampleStatuses = ['pending', 'succeeded', 'failed', 'cancelled'] as const;
export type SampleStatus = (typeof sampleStatuses)[number];

export const isTerminal = (status: RunStatus): boolean => status !== 'queued' && status !== 'running';
