import { describe, expect, it } from '@jest/globals';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { openApiDocument } from './document.js';
import { operations } from './operations.js';

/** What Redocly's recommended rules say of a document, as `rule pointer`. */
const lint = async (document: object): Promise<string[]> => {
  const config = await createConfig({ extends: ['recommended'] });
  const problems = await lintFromString({ source: JSON.stringify(document), absoluteRef: '/openapi.json', config });
  return problems.map(({ ruleId, location: [at] }) => `${ruleId} ${at?.pointer}`);
};

/** What needs no key and takes nothing from its caller has nothing to refuse, and so no answer of 4xx. */
const refusesNothing = operations
  .filter(
    ({ access, parameters = [], problems = [] }) => access === 'public' && parameters.length + problems.length === 0,
  )
  .map(({ method, path }) => `operation-4xx-response #/paths/${path.replaceAll('/', '~1')}/${method}/responses`);

describe('the linter of OpenAPI documents', () => {
  const document = openApiDocument();

  it('finds nothing in ours but what is meant so', async () => {
    expect((await lint(document)).sort()).toEqual(refusesNothing.sort());
  });

  it('finds what is wrong in one that was spoilt', async () => {
    const { get, ...others } = document.paths['/v1/clips'] as Record<string, Record<string, unknown>>;
    const spoilt = { get: { ...get, operationId: 'listModels', responses: { 299: {} } }, ...others };
    const found = await lint({ ...document, paths: { ...document.paths, '/v1/clips': spoilt } });
    const rules = new Set(found.map((problem) => problem.split(' ')[0]));
    expect([...rules]).toEqual(expect.arrayContaining(['operation-operationId-unique', 'struct']));
  });
});
