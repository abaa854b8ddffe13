import { features } from '../features.js';
import { type Operation } from './operation.js';

/** Every operation of the API, in the order in which the document shows them. */
export const operations: readonly Operation[] = features.flatMap((feature) => feature.operations ?? []);

const patterns = operations.map(({ method, path }) => ({
  method: method.toUpperCase(),
  // {key} of /v1/files holds slashes; every other parameter is one segment.
  pattern: new RegExp(
    `^${path
      .replaceAll('.', '\\.')
      .replace('{key}', '.+')
      .replaceAll(/\{\w+\}/g, '[^/]+')}/?$`,
  ),
}));

/** Methods that a path takes; empty for a path that does not exist. */
export const methodsOfPath = (path: string): string[] => {
  const methods = patterns.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
  return methods.includes('GET') ? [...methods, 'HEAD'] : methods;
};
