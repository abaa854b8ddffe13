/** The import matrix of eslint.config.mjs bites: a forbidden import planted in any project is refused by lint. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { createProjectGraphAsync } from '@nx/devkit';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';

const forbidden = {
  'libs/shared': [
    '@echocohort/platform',
    '@echocohort/media',
    '@nestjs/common',
    'bullmq',
    'onnxruntime-node',
    'node:fs',
  ],
  'clients/typescript': ['@echocohort/shared', '@echocohort/api', '@nestjs/common', 'react', 'node:fs'],
  'apps/studio': ['@echocohort/shared', '@echocohort/api', '@echocohort/platform', '@nestjs/common', 'node:fs'],
  'libs/sampler': [
    '@echocohort/media',
    '@echocohort/platform',
    '@nestjs/common',
    'bullmq',
    'ioredis',
    '@echocohort/testing',
  ],
  'libs/media': ['@echocohort/sampler', '@echocohort/platform', '@nestjs/common', 'bullmq', 'onnxruntime-node'],
  'libs/platform': ['@echocohort/sampler', '@echocohort/media', 'onnxruntime-node', '@echocohort/testing'],
  'libs/testing': ['@echocohort/api', '@echocohort/worker', 'onnxruntime-node'],
  'apps/api': ['@echocohort/sampler', '@echocohort/worker', 'onnxruntime-node', 'node-av', '@echocohort/testing'],
  'apps/worker': ['@echocohort/api', '@echocohort/testing', 'node-av', '@echocohort/platform/src/index.js'],
  'apps/embedded': ['@echocohort/sampler', '@echocohort/media', 'onnxruntime-node'],
  bench: ['@echocohort/api', '@nestjs/common', 'onnxruntime-node'],
};

const allowed = {
  'clients/typescript': 'openapi-fetch',
  'apps/studio': '@echocohort/client',
  'libs/sampler': '@echocohort/shared',
  'libs/media': '@echocohort/shared',
  'libs/platform': '@echocohort/shared',
  'apps/api': '@echocohort/platform',
  'apps/worker': '@echocohort/sampler',
  'apps/embedded': '@echocohort/api',
  bench: '@echocohort/testing',
};

let eslint;

before(async () => {
  await createProjectGraphAsync({ exitOnError: false }); // the rule reads the cached graph and says nothing without it
  eslint = new ESLint({
    overrideConfig: [tseslint.configs.disableTypeChecked, { languageOptions: { parserOptions: { project: false } } }],
  });
});

const complaints = async (project, specifier, file = 'planted.ts') => {
  const [result] = await eslint.lintText(`import * as planted from '${specifier}';\nexport { planted };\n`, {
    filePath: `${project}/src/${file}`,
  });
  return result.messages.filter(
    ({ ruleId }) => ruleId === '@nx/enforce-module-boundaries' || ruleId === 'no-restricted-imports',
  );
};

for (const [project, specifiers] of Object.entries(forbidden))
  for (const specifier of specifiers)
    test(`${project} may not import ${specifier}`, async () => {
      assert.ok((await complaints(project, specifier)).length > 0, 'lint let it through');
    });

for (const [project, specifier] of Object.entries(allowed))
  test(`${project} may import ${specifier}`, async () => {
    assert.deepEqual(await complaints(project, specifier), []);
  });

test('a spec may import the test rig, a source may not', async () => {
  assert.deepEqual(await complaints('libs/platform', '@echocohort/testing', 'planted.spec.ts'), []);
  assert.ok((await complaints('libs/platform', '@echocohort/testing')).length > 0);
});
