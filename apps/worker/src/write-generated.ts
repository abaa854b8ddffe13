import { writeFile } from 'node:fs/promises';
import { envExample } from '@echocohort/platform';
import { environmentSchema } from './config.js';

await writeFile(new URL('../.env.example', import.meta.url), envExample('worker', environmentSchema.shape));
