import { fileURLToPath } from 'node:url';

/**
 * Jest for one project. Specs are loaded by tools/jest: TypeScript through swc, workspace packages read from their sources.
 * @param {string} name project name shown beside each result
 */
export const preset = (name) => ({
  displayName: name,
  testEnvironment: 'node',
  testMatch: ['<rootDir>/src/**/*.spec.ts'],
  runtime: fileURLToPath(new URL('tools/jest/native-runtime.mjs', import.meta.url)),
  transform: {},
  testTimeout: 60_000,
});
