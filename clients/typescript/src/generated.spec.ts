import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';

describe('src/generated/api.ts', () => {
  it('is up to date (npm run generate -w @echocohort/client)', async () => {
    const script = join(import.meta.dirname, '../generate.mjs');
    await expect(promisify(execFile)(process.execPath, [script, '--check'])).resolves.toMatchObject({ stderr: '' });
  });
});
