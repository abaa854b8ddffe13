import { envExample } from '@echocohort/platform';
import { accessTable } from './auth/route-access.js';
import { environmentSchema } from './config.js';
import { openApiDocument } from './openapi/document.js';
import { operations } from './openapi/operations.js';

export interface GeneratedFile {
  /** Relative to the package. */
  readonly path: string;
  readonly text: string;
}

/** Files that are committed and follow from the sources; a spec fails when they differ. */
export const generatedFiles = (): GeneratedFile[] => [
  { path: 'openapi.json', text: `${JSON.stringify(openApiDocument(), null, 2)}\n` },
  { path: 'scopes.txt', text: accessTable(operations) },
  { path: '.env.example', text: envExample('api', environmentSchema.shape) },
];
