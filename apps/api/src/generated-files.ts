import { type z } from 'zod';
import { environmentSchema } from './config.js';
import { openApiDocument } from './openapi/document.js';

export interface GeneratedFile {
  /** Relative to the package. */
  readonly path: string;
  readonly text: string;
}

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

const envExample = (): string => {
  const lines = Object.entries(environmentSchema.shape).map(([name, schema]) => lineOf(name, schema));
  return `# Environment of the API, written by \`npm run generate -w @echocohort/api\` from src/config.ts\n\n${lines.join('\n\n')}\n`;
};

/** Files that are committed and follow from the sources; a spec fails when they differ. */
export const generatedFiles = (): GeneratedFile[] => [
  { path: 'openapi.json', text: `${JSON.stringify(openApiDocument(), null, 2)}\n` },
  { path: '.env.example', text: envExample() },
];
