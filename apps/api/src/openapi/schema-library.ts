import { z } from 'zod';

export type JsonSchema = Readonly<Record<string, unknown>>;

const componentUri = (id: string): string => `#/components/schemas/${id}`;

const idOf = (schema: z.ZodType): string | undefined => schema.meta()?.id;

const withoutOwnName = ({ $schema: _schema, $id: _id, id: _name, ...rest }: Record<string, unknown>): JsonSchema =>
  rest;

/**
 * JSON Schemas (draft 2020-12) of zod schemas. Those with a `meta({ id })` become components and are referred to;
 * the others are written out where they stand.
 */
export const schemaLibrary = (named: readonly z.ZodType[]) => {
  const registry = z.registry<{ id: string }>();
  for (const schema of named) {
    const id = idOf(schema);
    if (id === undefined) throw new Error('a component schema needs an id in its meta');
    if (!registry.has(schema)) registry.add(schema, { id });
  }
  // io: input, because defaults are then optional, and because output objects stay open to new fields.
  const { schemas } = z.toJSONSchema(registry, { io: 'input', uri: componentUri });
  const components = Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, withoutOwnName(schema)]));
  const refer = (schema: z.ZodType): JsonSchema => {
    if (registry.has(schema)) return { $ref: componentUri(idOf(schema) as string) };
    return withoutOwnName(z.toJSONSchema(schema, { io: 'input' }));
  };
  return { components, refer };
};
