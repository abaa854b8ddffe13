import { writeFile } from 'node:fs/promises';
import { generatedFiles } from './generated-files.js';

for (const { path, text } of generatedFiles()) {
  const file = new URL(`../${path}`, import.meta.url);
  await writeFile(file, text);
  process.stdout.write(`${file.pathname}\n`);
}
