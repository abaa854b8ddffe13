import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileNameOf, resultSchema, type Result } from './result.js';
import { resultsDir } from '../system/root.js';

const round = (value: number): number => Number(value.toPrecision(6));

/** Numbers to six digits: more would only say that clocks have many. */
const rounded = (value: unknown): unknown => {
  if (typeof value === 'number') return round(value);
  if (Array.isArray(value)) return value.map(rounded);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, rounded(inner)]));
};

/** @throws ZodError when a figure is missing or cannot be true */
export const checkedResult = (result: Result): Result => resultSchema.parse(rounded(result));

export const writeResult = async (result: Result, dir = resultsDir): Promise<string> => {
  await mkdir(dir, { recursive: true });
  const file = join(dir, fileNameOf(result));
  await writeFile(file, `${JSON.stringify(result, null, 2)}\n`);
  return file;
};

/** Every result of a folder, by file name. @throws ZodError on a file that is none */
export const readResults = async (dir = resultsDir): Promise<Result[]> => {
  const files = (await readdir(dir)).filter((name) => name.endsWith('.json')).sort();
  return Promise.all(
    files.map(async (name) => resultSchema.parse(JSON.parse(await readFile(join(dir, name), 'utf8')))),
  );
};
