import { readFile } from 'node:fs/promises';
import { problemSchema } from '@echocohort/shared';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { generatedFiles } from '../generated-files.js';
import { openApiDocument } from './document.js';
import { methodsOfPath, operations } from './operations.js';

const strings = (value: unknown, key: string): string[] => {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name === key && typeof inner === 'string' ? [inner] : strings(inner, key),
  );
};

const resolve = (document: unknown, ref: string): unknown =>
  ref
    .replace(/^#\//, '')
    .split('/')
    .reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], document);

const answerSchema = z.object({
  content: z.record(z.string(), z.object({ example: z.unknown().optional() })).optional(),
});
const pathsSchema = z.record(
  z.string(),
  z.record(z.string(), z.object({ responses: z.record(z.string(), answerSchema) })),
);

describe('the OpenAPI document', () => {
  const document = openApiDocument();

  it('refers to nothing that it does not have', () => {
    const refs = new Set(strings(document, '$ref'));
    expect(refs.size).toBeGreaterThan(10);
    for (const ref of refs) expect([ref, typeof resolve(document, ref)]).toEqual([ref, 'object']);
    expect(resolve(document, '#/components/schemas/Nothing')).toBeUndefined();
  });

  it('has no component that nothing refers to', () => {
    const refs = new Set(strings(document, '$ref').map((ref) => ref.replace('#/components/schemas/', '')));
    expect(Object.keys(document.components.schemas).filter((name) => !refs.has(name))).toEqual([]);
  });

  it('names each operation once', () => {
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('declares every parameter of every path', () => {
    for (const { path, parameters = [] } of operations) {
      const declared = parameters.filter(({ in: place }) => place === 'path').map(({ name }) => name);
      expect(declared).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
    }
  });

  const contents = operations.flatMap(({ operationId, body, answers }) => [
    ...[body ?? []].flat().map((content) => ({ name: `${operationId} body ${content.mediaType}`, content })),
    ...Object.entries(answers).flatMap(([status, { content = [] }]) =>
      [content].flat().map((one) => ({ name: `${operationId} ${status} ${one.mediaType}`, content: one })),
    ),
  ]);

  it.each(contents.map(({ name, content }) => [name, content] as const))(
    'has a valid example: %s',
    (_name, content) => {
      const { schema, example } = content;
      if (!(schema instanceof z.ZodType)) {
        expect(schema === 'text').toBe(example !== undefined);
        return;
      }
      expect(example).toBeDefined();
      expect(schema.safeParse(example).error).toBeUndefined();
      expect(schema.safeParse('not it').success).toBe(false);
    },
  );

  it('has a valid example of every problem', () => {
    const examples = Object.values(pathsSchema.parse(document.paths))
      .flatMap((methods) => Object.values(methods))
      .flatMap(({ responses }) => Object.values(responses))
      .flatMap(({ content }) => content?.['application/problem+json'] ?? []);
    expect(examples.length).toBeGreaterThan(operations.length);
    for (const { example } of examples) expect(problemSchema.safeParse(example).error).toBeUndefined();
  });

  it('knows the methods of its paths', () => {
    expect(methodsOfPath('/v1/generations')).toEqual(['POST', 'GET', 'HEAD']);
    expect(methodsOfPath('/v1/samples/x/video')).toEqual(['GET', 'HEAD']);
    expect(methodsOfPath('/v1/files/a/b/c.png')).toEqual(['GET', 'HEAD']);
    expect(methodsOfPath('/v1/nothing')).toEqual([]);
    expect(methodsOfPath('/openapiXjson')).toEqual([]);
  });
});

describe('committed files', () => {
  it.each(generatedFiles().map(({ path, text }) => [path, text] as const))(
    '%s is up to date (npm run generate -w @echocohort/api)',
    async (path, text) => {
      expect(await readFile(new URL(`../../${path}`, import.meta.url), 'utf8')).toBe(text);
    },
  );
});
