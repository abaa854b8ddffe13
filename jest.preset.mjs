import { fileURLToPath } from 'node:url';

const inRepository = (path) => fileURLToPath(new URL(path, import.meta.url));

/**
 * Jest for one project. Specs are loaded by tools/jest: TypeScript through swc, workspace packages read from their sources.
 * @param {string} name project name shown beside each result
 */
export const preset = (name) => ({
  displayName: name,
  testEnvironment: 'node',
  testMatch: ['<rootDir>/src/**/*.spec.ts'],
  runtime: inRepository('tools/jest/native-runtime.mjs'),
  transform: {},
  cacheDirectory: inRepository('.cache/jest'), // how long each file took: the longest begin first
  testTimeout: 60_000,
});
