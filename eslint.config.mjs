import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';

/**
 * Who may import whom. A project that is not named here may import nothing, and a package that is not
 * named in `only` may be imported anywhere that `ban` does not forbid. tools/checks/import-matrix.test.mjs
 * plants a forbidden import in every project and expects this file to refuse it.
 */
const only = {
  shared: [],
  client: [],
  studio: ['client'],
  sampler: ['shared'],
  media: ['shared'],
  platform: ['shared'],
  testing: ['shared', 'sampler', 'media', 'platform'],
  api: ['platform', 'media', 'shared'],
  worker: ['platform', 'sampler', 'media', 'shared'],
  embedded: ['api', 'worker', 'platform', 'shared'],
  bench: ['worker', 'testing', 'platform', 'sampler', 'shared'],
};

const nest = ['@nestjs/*'];
const queue = ['bullmq', 'ioredis'];
const browser = ['react', 'react-dom'];
const inference = ['onnxruntime-node', 'onnxruntime-common'];
/** GPL, and native code: for the encoder process of libs/media alone. */
const encoder = ['node-av'];

/** Packages that a project must never see, whatever its package.json says. */
const ban = {
  shared: [...nest, ...queue, ...browser, ...inference, ...encoder, 'node:*'],
  client: [...nest, ...queue, ...browser, ...inference, ...encoder, 'node:*'],
  studio: [...nest, ...queue, ...inference, ...encoder, 'node:*'],
  sampler: [...nest, ...queue, ...browser, ...encoder],
  media: [...nest, ...queue, ...browser, ...inference],
  platform: [...browser, ...inference, ...encoder],
  testing: [...browser, ...inference, ...encoder],
  api: [...browser, ...inference, ...encoder],
  worker: [...browser, ...encoder],
  embedded: [...browser, ...inference, ...encoder],
  bench: [...nest, ...browser, ...inference, ...encoder],
};

/** Specs may also use the shared test rig, and drive a system by its client. */
const matrix = (extra) =>
  Object.entries(only).map(([from, to]) => ({
    sourceTag: `scope:${from}`,
    onlyDependOnLibsWithTags: [from, ...to, ...extra].map((name) => `scope:${name}`),
    bannedExternalImports: ban[from],
  }));

const boundaries = (extra) => ({
  '@nx/enforce-module-boundaries': [
    'error',
    {
      allow: [],
      enforceBuildableLibDependency: false,
      banTransitiveDependencies: false,
      depConstraints: matrix(extra),
    },
  ],
});

const deepImport = { group: ['@echocohort/*/**'], message: 'Import a package by its name alone.' };
const nodeBuiltin = { group: ['node:*'], message: 'This runs in the browser too: no Node built-ins.' };

export default tseslint.config(
  { ignores: ['.venv', '.cache', '**/dist', '**/out-tsc', '**/node_modules', '**/*.mjs', '**/*.json', '**/generated'] },
  { plugins: { '@nx': nx }, linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      // One program of all projects: a program each would check what they share nine times over.
      parserOptions: {
        project: 'tsconfig.lint.json',
        tsconfigRootDir: import.meta.dirname,
        emitDecoratorMetadata: true,
        experimentalDecorators: true,
      },
    },
    rules: {
      ...boundaries([]),
      'no-restricted-imports': ['error', { patterns: [deepImport] }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-extraneous-class': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      complexity: ['error', 14],
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'no-console': 'error',
    },
  },
  {
    files: ['**/*.spec.ts'],
    rules: {
      ...boundaries(['testing', 'client']),
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    files: ['**/libs/shared/src/**/*.ts', '**/clients/typescript/src/**/*.ts', '**/apps/studio/src/**/*.{ts,tsx}'],
    ignores: ['**/*.spec.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns: [deepImport, nodeBuiltin] }] },
  },
);
