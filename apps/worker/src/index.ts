export { openBundles } from './inference/open-bundles.js';
export { type SampleFiles } from './finish/sample-files.js';
export {
  createSampleWorker,
  type Readiness,
  type SampleWorker,
  type SampleWorkerOptions,
  type Stations,
} from './sample-worker.js';
export { UploadThreads } from './finish/upload-threads.js';
export { defaultWorkerConfig, type WorkerConfig } from './worker-config.js';
