import { type z } from 'zod';

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value ?? ''));

const lineOf = (name: string, schema: z.ZodType): string => {
  const { description = '', examples = [] } = schema.meta() ?? {};
  const fallback = schema.safeParse(undefined);
  const [example] = examples as unknown[];
  // What has no value by default and is not needed stands there as a comment.
  if (!fallback.success) return `# ${description} (needed)\n${name}=${textOf(example)}`;
  if (fallback.data === undefined) return `# ${description}\n# ${name}=`;
  return `# ${description}\n${name}=${textOf(fallback.data)}`;
};

/** The text of an app's .env.example: every variable of its schema with what it means, its default or an example. */
export const envExample = (app: 'api' | 'worker', shape: Readonly<Record<string, z.ZodType>>): string => {
  const heading = `# Environment of apps/${app}, written by \`npm run generate -w @echocohort/${app}\` from src/config.ts`;
  return `${[heading, ...Object.entries(shape).map(([name, schema]) => lineOf(name, schema))].join('\n\n')}\n`;
};
