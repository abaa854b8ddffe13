/**
 * Jest's runtime, but for how specs are loaded: by Node itself, each package once a worker process. Jest's own evaluates
 * them anew for every spec file, which for the API's (Nest, the SDK of S3, zod) takes longer than most of their tests do.
 * What it is good for, fake modules and fake clocks, no spec of ours uses. Specs of one worker share its modules: what a
 * module keeps, the next one finds.
 */
import Runtime from 'jest-runtime';
import { importSpec, sourceMaps } from './load-typescript.mjs';

/** Jest's matchers live in a realm of their own, where `expect.any(String)` has to mean the specs' String. */
const types = [
  Array,
  BigInt,
  Boolean,
  Date,
  Error,
  Function,
  Map,
  Number,
  Object,
  Promise,
  RegExp,
  Set,
  String,
  Symbol,
];

class NativeRuntime extends Runtime {
  #globals;

  constructor(config, environment, ...others) {
    super(config, environment, ...others);
    for (const type of types) environment.global[type.name] = type;
  }

  setGlobalsForRuntime(globals) {
    this.#globals = globals;
    super.setGlobalsForRuntime(globals);
  }

  getSourceMaps() {
    return sourceMaps;
  }

  unstable_shouldLoadAsEsm() {
    return true;
  }

  unstable_importModule(path) {
    return importSpec(path, this.#globals);
  }
}

// Jest requires this file.
export { NativeRuntime as 'module.exports' };
