/** Teaches this process's `import` what specs need: TypeScript, workspace packages by their sources, `@jest/globals`. */
import { existsSync, readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { transformSync } from '@swc/core';

/** Source maps as data URLs by the URL of their module, for Jest to show where an error was thrown. */
export const sourceMaps = new Map();

const globalsScheme = 'jest-globals:';
const globalsKey = 'globals of the running specs';
const globalsOfRuns = (globalThis[Symbol.for(globalsKey)] = new Map());
const names = ['afterAll', 'afterEach', 'beforeAll', 'beforeEach', 'describe', 'expect', 'it', 'test'];

/** A spec file is another module in every run, with that run's globals. */
export const importSpec = (path, globals) => {
  const run = String(globalsOfRuns.size);
  globalsOfRuns.set(run, globals);
  return import(`${pathToFileURL(path).href}?run=${run}`);
};

const globalsModule = (run) =>
  `export const { ${names.join(', ')} } = globalThis[Symbol.for('${globalsKey}')].get('${run}');`;

const options = {
  swcrc: false,
  configFile: false,
  sourceMaps: true,
  module: { type: 'es6' },
  jsc: {
    target: 'es2022',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
  },
};

const compiled = (url) => {
  const filename = fileURLToPath(url);
  const { code, map } = transformSync(readFileSync(filename, 'utf8'), { ...options, filename });
  sourceMaps.set(url, `data:application/json;base64,${Buffer.from(map).toString('base64')}`);
  // What a spec finds beside itself, it finds by a URL without the run.
  return url.includes('?') ? `import.meta.url = '${pathToFileURL(filename).href}'; ${code}` : code;
};

const module = (source) => ({ format: 'module', source, shortCircuit: true });

registerHooks({
  resolve(specifier, context, next) {
    const { parentURL } = context;
    if (specifier === '@jest/globals')
      return { url: `${globalsScheme}${new URL(parentURL).searchParams.get('run')}`, shortCircuit: true };
    if (parentURL && /^\..*\.js$/.test(specifier)) {
      const source = new URL(specifier.replace(/js$/, 'ts'), parentURL);
      if (existsSync(source)) return { url: source.href, shortCircuit: true };
    }
    return next(specifier, { ...context, conditions: ['@echocohort/source', ...context.conditions] });
  },
  load(url, context, next) {
    if (url.startsWith(globalsScheme)) return module(globalsModule(url.slice(globalsScheme.length)));
    return /\.ts(\?|$)/.test(url) ? module(compiled(url)) : next(url, context);
  },
});
