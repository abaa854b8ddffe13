export * from './empty-pglite.js';
export * from './expect-eventually.js';
export * from './factories.js';
export * from './fragile-bundle.js';
export * from './free-port.js';
export { type Rig } from './rig.js';
export * from './start-postgres.js';
export * from './start-redis.js';
export * from './start-s3.js';
