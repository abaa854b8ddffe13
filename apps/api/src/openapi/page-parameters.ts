import { z } from 'zod';
import { pageSizeMax } from '../http/page.schema.js';
import { type Parameter } from './operation.js';

/** Query parameters of a list. */
export const pageParameters = (what: string, cursor: z.ZodType): Parameter[] => [
  { name: 'after', in: 'query', description: `${what}: the \`next\` of the page before`, schema: cursor },
  {
    name: 'limit',
    in: 'query',
    description: 'Entries of a page',
    schema: z.int().min(1).max(pageSizeMax).default(20),
    example: 20,
  },
];
