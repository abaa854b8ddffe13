export * from './persistence/rows.js';
export * from './storage/storage.port.js';
export * from './signatures.js';
