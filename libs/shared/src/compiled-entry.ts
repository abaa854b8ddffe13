/**
 * The program of a thread or process beside a module. Node runs compiled files alone: from TypeScript sources (tests) the
 * one in dist/ is taken, which the build made before.
 * @param module the module's import.meta.url
 */
export const compiledEntry = (module: string, name: string): URL =>
  new URL(name, module.endsWith('.ts') ? module.replace(/\/src\/(?!.*\/src\/)/, '/dist/') : module);
