import { unlinkedFile } from '@echocohort/media';
import { describe, expect, it } from '@jest/globals';
import { type Line, readLines } from './read-lines.js';

const linesOf = async (text: string | Buffer, lineMaxBytes = 100): Promise<Line[]> => {
  const file = await unlinkedFile();
  try {
    await file.writeFile(text);
    const lines: Line[] = [];
    for await (const batch of readLines(file, lineMaxBytes))
      lines.push(...batch.map(({ bytes, ...line }) => ({ ...line, bytes: bytes && Buffer.from(bytes) })));
    return lines;
  } finally {
    await file.close();
  }
};
const textsOf = async (text: string | Buffer, lineMaxBytes?: number): Promise<(string | null)[]> =>
  (await linesOf(text, lineMaxBytes)).map(({ bytes }) => bytes && bytes.toString());

describe('readLines', () => {
  it.each<[string, string, string[]]>([
    ['an end behind each line', 'a\nbc\n', ['a', 'bc']],
    ['no end behind the last one', 'a\nbc', ['a', 'bc']],
    ['empty lines', '\na\n\n', ['', 'a', '']],
    ['one line', 'a', ['a']],
    ['nothing', '', []],
    ['a byte order mark', '\ufeffa\nb', ['a', 'b']],
  ])('gives what is between the ends: %s', async (_what, text, lines) => {
    expect(await textsOf(text)).toEqual(lines);
  });

  it('says where each line stands, also in a file of many pieces', async () => {
    const texts = Array.from({ length: 9_000 }, (_, k) => `${k} ${'ä'.repeat(k % 40)}`);
    const file = Buffer.from(texts.join('\n'));
    const lines = await linesOf(file);
    expect(file.length).toBeGreaterThan(9 * 16 * 1024);
    expect(lines.map(({ bytes }) => String(bytes))).toEqual(texts);
    expect(lines.map(({ number }) => number)).toEqual(texts.map((_, k) => k + 1));
    for (const { offset, bytes } of lines) expect(file.subarray(offset, offset + bytes!.length)).toEqual(bytes);
  });

  it('passes over a line that is too long, be it longer than many pieces, and finds the next one', async () => {
    expect(await textsOf(`${'x'.repeat(101)}\n${'y'.repeat(100)}\nz`)).toEqual([null, 'y'.repeat(100), 'z']);
    const lines = await linesOf(`a\n${'x'.repeat(300_000)}\nb\n${'x'.repeat(300_000)}`);
    expect(lines.map(({ number, offset, bytes }) => [number, offset, bytes && String(bytes)])).toEqual([
      [1, 0, 'a'],
      [2, 2, null],
      [3, 300_003, 'b'],
      [4, 300_005, null],
    ]);
  });
});
