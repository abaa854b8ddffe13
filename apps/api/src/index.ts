export {
  type ApiConfig,
  defaultApiConfig,
  defaultDispatchConfig,
  defaultLeaderConfig,
  defaultReadingsConfig,
  defaultWebhooksConfig,
  type DispatchConfig,
  type LeaderConfig,
  type ReadingsConfig,
} from './api-config.js';
export { ensureFirstKey } from './auth/ensure-first-key.js';
export { type Api, createApi } from './create-api.js';
export { loadBundles } from './models/load-bundles.js';
export { type ApiOptions, type OfferedBundle } from './parts.js';
