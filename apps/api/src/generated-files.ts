import { envExample } from '@echocohort/platform';
import { environmentSchema } from './config.js';
import { openApiDocument } from './openapi/document.js';

export interface GeneratedFile {
  /** Relative to the package. */
  readonly path: string;
  readonly text: string;
}

/** Files that are committed and follow from the sources; a spec fails when they differ. */
export const generatedFiles = (): GeneratedFile[] => [
  { path: 'openapi.json', text: `${JSON.stringify(openApiDocument(), null, 2)}\n` },
  { path: '.env.example', text: envExample('api', environmentSchema.shape) },
];
