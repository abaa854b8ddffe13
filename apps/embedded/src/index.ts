export { type EmbeddedConfig, embeddedConfig } from './config.js';
export { type EmbeddedSystem, startEmbedded } from './embedded-system.js';
