export const runStatuses = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;
export type RunStatus = (typeof runStatuses)[number];

/** A sample that has no row yet is `pending`. */
export const sampleStatuses = ['pending', 'succeeded', 'failed', 'cancelled'] as const;
export type SampleStatus = (typeof sampleStatuses)[number];

export const isTerminal = (status: RunStatus): boolean => status !== 'queued' && status !== 'running';
