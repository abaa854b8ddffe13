/**
 * Writes src/generated/api.ts, the types of every operation, from apps/api/openapi.json. With --check it writes nothing and
 * fails when the file differs.
 */
import { readFile, writeFile } from 'node:fs/promises';
import openapiTypes, { astToString } from 'openapi-typescript';

const document = new URL('../../apps/api/openapi.json', import.meta.url);
const file = new URL('src/generated/api.ts', import.meta.url);

const text = `// Made by \`npm run generate -w @echocohort/client\` from apps/api/openapi.json.\n${astToString(
  await openapiTypes(JSON.parse(await readFile(document, 'utf8')), { defaultNonNullable: false }),
)}`;

if (process.argv.includes('--check')) {
  if ((await readFile(file, 'utf8')) !== text) {
    process.stderr.write(
      'src/generated/api.ts differs from apps/api/openapi.json: npm run generate -w @echocohort/client\n',
    );
    process.exitCode = 1;
  }
} else {
  await writeFile(file, text);
  process.stdout.write(`${file.pathname}\n`);
}
