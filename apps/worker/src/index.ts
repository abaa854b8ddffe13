export { openBundles } from './open-bundles.js';
export { createSampleWorker, type Readiness, type SampleWorker, type SampleWorkerOptions } from './sample-worker.js';
export { defaultWorkerConfig, type WorkerConfig } from './worker-config.js';
