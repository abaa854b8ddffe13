/**
 * The program of a thread or process beside this file. Node runs compiled files alone: from TypeScript sources (tests) the
 * one in dist/ is taken, which the build made before.
 */
export const compiledEntry = (name: string): URL =>
  new URL(import.meta.url.endsWith('.ts') ? `../dist/${name}` : `./${name}`, import.meta.url);
