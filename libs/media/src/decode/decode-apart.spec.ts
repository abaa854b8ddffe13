import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { open, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { compiledEntry } from '@echocohort/shared';
import { expectEventually } from '@echocohort/testing';
import sharp from 'sharp';
import { fanClip, withFolder } from '../read/clips.fixture.js';
import { encodeNpy } from '../read/npy.js';
import { readClip } from '../read/read-clip.js';
import { decodeApart, type DecodeOptions } from './decode-apart.js';
import { unlinkedFile } from './unlinked-file.js';

const real = fileURLToPath(new URL('../../fixtures/ybr-colour-ultrasound.dcm', import.meta.url));

const decode = async (path: string, options: Partial<DecodeOptions> = {}) => {
  const files = await Promise.all([open(path, 'r'), unlinkedFile(), unlinkedFile()]);
  const [input, npy, sheet] = files;
  try {
    const facts = await decodeApart({ input: input.fd, npy: npy.fd, sheet: sheet.fd }, { extension: '.x', ...options });
    return { facts, npy: await bytesOf(npy), sheet: await bytesOf(sheet) };
  } finally {
    await Promise.all(files.map((file) => file.close()));
  }
};

const bytesOf = async (file: Awaited<ReturnType<typeof unlinkedFile>>): Promise<Buffer> => {
  const bytes = Buffer.alloc((await file.stat()).size);
  await file.read(bytes, 0, bytes.length, 0);
  return bytes;
};

/** Pids of decode processes, and of what they started, below this process or another one. */
const decodersOf = (parent: number | undefined = process.pid): number[] => {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const facts = pids.flatMap((pid) => {
    try {
      const [, ppid, group] = readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /, '')
        .split(' ')
        .map(Number);
      return [{ pid: Number(pid), ppid, group, words: readFileSync(`/proc/${pid}/cmdline`, 'utf8') }];
    } catch {
      return [];
    }
  });
  const groups = facts
    .filter(({ ppid, words }) => ppid === parent && words.includes('decode-host.js'))
    .map((one) => one.pid);
  return facts.filter(({ group }) => groups.includes(group ?? 0)).map(({ pid }) => pid);
};
const someDecoder = async (parent?: number): Promise<number> => {
  await expectEventually(() => expect(decodersOf(parent).length).toBeGreaterThan(0));
  return decodersOf(parent)[0] as number;
};
/** One that has ended may wait for somebody to ask how. */
const isRunning = (pid: number): boolean => {
  try {
    return !/^\d+ \(.*\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
};
const bytesRead = (pid: number): number =>
  Number(/^rchar: (\d+)/m.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1] ?? 0);
const expectNone = () => expectEventually(() => expect(decodersOf()).toEqual([]));

/** A clip that takes longer to decode than any of the limits below. */
const withLongClip = (work: (path: string) => Promise<void>): Promise<void> =>
  withFolder(async (folder) => {
    const path = join(folder, 'long.npy');
    const file = await open(path, 'w');
    const size = { frames: 700, height: 700, width: 700 };
    const header = encodeNpy({ ...size, pixels: new Uint8Array(0), framesPerSecond: null });
    await file.write(header);
    await file.truncate(header.length + 700 ** 3);
    await file.close();
    await work(path);
  });

describe('decodeApart', () => {
  it('gives what decoding in this process gives, as an NPY file and a picture', async () => {
    const [apart, here] = [await decode(real), await readClip(real, { originalName: 'a.dcm' })];
    expect(Buffer.compare(apart.npy, encodeNpy(here.clip))).toBe(0);
    expect(apart.facts).toMatchObject({ format: 'dicom', frames: 30, framesPerSecond: 30, npyBytes: apart.npy.length });
    expect(apart.facts).toMatchObject({ sector: here.sector, view: here.view });
    expect(await sharp(apart.sheet).metadata()).toMatchObject({ format: 'png' });
    await expectNone();
  });

  it('passes on what the reader says', async () => {
    await withFolder(async (folder) => {
      const path = join(folder, 'letter');
      await writeFile(path, 'Dear colleague, '.repeat(30));
      await expect(decode(path, { extension: '.dcm' })).rejects.toMatchObject({
        code: 'unsupported-media',
        message: expect.stringContaining('.dcm'),
        issues: [{ field: 'file' }],
      });
    });
  });

  it('ends at its time limit, with all that it started', async () => {
    await withLongClip(async (path) => {
      await expect(decode(path, { timeoutMs: 150 })).rejects.toMatchObject({
        code: 'unreadable-clip',
        message: expect.stringContaining('within 0.15 s'),
      });
    });
    await expectNone();
  });

  it('ends at its memory limit: a picture that fits the usual one', async () => {
    await withFolder(async (folder) => {
      const side = 4_096;
      const fan = fanClip(
        { frames: 1, height: side, width: side },
        { apexX: side / 2, apexY: 9, radius: 4_000, halfAngle: 0.6 },
      );
      const path = join(folder, 'large.png');
      await sharp(fan.pixels, { raw: { width: side, height: side, channels: 1 } })
        .png({ compressionLevel: 1 })
        .toFile(path);
      await expect(decode(path, { memoryBytes: 190 * 1024 * 1024 })).rejects.toMatchObject({
        code: 'unreadable-clip',
        message: expect.stringContaining('less memory'),
      });
      expect((await decode(path)).facts).toMatchObject({ height: 1_024, width: 1_024 });
    });
  });

  it('says that it may be tried again when something else ended it', async () => {
    await withLongClip(async (path) => {
      const decoding = expect(decode(path)).rejects.toMatchObject({ code: 'unavailable', verdict: { retry: true } });
      process.kill(await someDecoder(), 'SIGKILL');
      await decoding;
    });
    await expectNone();
  });

  it('ends when its caller no longer wants it', async () => {
    await withLongClip(async (path) => {
      const caller = new AbortController();
      const decoding = expect(decode(path, { signal: caller.signal })).rejects.toMatchObject({ code: 'unavailable' });
      await someDecoder();
      caller.abort();
      await decoding;
      await expect(decode(path, { signal: caller.signal })).rejects.toMatchObject({ code: 'unavailable' });
    });
    await expectNone();
  });

  it('keeps keys and passwords to itself', async () => {
    await withLongClip(async (path) => {
      process.env['DATABASE_URL'] = 'postgres://somebody:very-secret@nowhere';
      const decoding = expect(decode(path)).rejects.toMatchObject({ code: 'unavailable' });
      const pid = await someDecoder();
      await expectEventually(() => expect(readFileSync(`/proc/${pid}/environ`, 'utf8')).toContain('PATH='));
      expect(readFileSync(`/proc/${pid}/environ`, 'utf8')).not.toContain('very-secret');
      process.kill(pid, 'SIGKILL');
      await decoding;
      delete process.env['DATABASE_URL'];
    });
  });

  it('ends with its caller, kill -9 included, and leaves no file', async () => {
    const names = (await readdir(tmpdir())).filter((name) => /^echocohort-[0-9a-f-]{36}$/.test(name));
    await withLongClip(async (path) => {
      const caller = callerOn(path);
      const pid = await someDecoder(caller.pid);
      // In the middle of its frames: it has left its start behind when it has read so much.
      await expectEventually(() => expect(bytesRead(pid)).toBeGreaterThan(30 * 700 ** 2));
      caller.kill('SIGKILL');
      const killed = performance.now();
      await expectEventually(() => expect(isRunning(pid)).toBe(false));
      expect(performance.now() - killed).toBeLessThan(1_000);
    });
    const left = (await readdir(tmpdir())).filter((name) => /^echocohort-[0-9a-f-]{36}$/.test(name));
    expect(left.filter((name) => !names.includes(name))).toEqual([]);
  });
});

/** Another process that has a clip decoded. */
const callerOn = (path: string): ChildProcess => {
  const program = `
    const { decodeApart, unlinkedFile } = await import(${JSON.stringify(compiledEntry(import.meta.url, '../index.js').href)});
    const { open } = await import('node:fs/promises');
    const [input, npy, sheet] = [await open(${JSON.stringify(path)}, 'r'), await unlinkedFile(), await unlinkedFile()];
    await decodeApart({ input: input.fd, npy: npy.fd, sheet: sheet.fd }, { extension: '' }).catch(() => undefined);`;
  return spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: 'ignore' });
};
