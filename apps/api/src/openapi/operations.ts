import { clipsOperations } from '../clips/clips.operations.js';
import { filesOperations } from '../files/files.operations.js';
import { generationsOperations } from '../generations/generations.operations.js';
import { healthOperations } from '../health/health.operations.js';
import { homeOperations } from '../home/home.operations.js';
import { modelsOperations } from '../models/models.operations.js';
import { samplesOperations } from '../samples/samples.operations.js';
import { type Operation } from './operation.js';

/** Every operation of the API, in the order in which the document shows them. */
export const operations: readonly Operation[] = [
  ...generationsOperations,
  ...samplesOperations,
  ...clipsOperations,
  ...modelsOperations,
  ...filesOperations,
  ...healthOperations,
  ...homeOperations,
];

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
