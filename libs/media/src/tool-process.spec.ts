import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { describe, expect, it } from '@jest/globals';
import { runTool, type Tool } from './tool-process.js';

const childrenOf = (parent: number): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && existsSync(`/proc/${name}/stat`))
    .filter((name) => readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[1] === String(parent))
    .map(Number);

describe('runTool', () => {
  it('says what to install when the program is missing', async () => {
    await expect(runTool('ffmpeg-that-nobody-has' as Tool, [])).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('apt-get install ffmpeg'),
    });
  });

  it('gives the last line of stderr when it fails', async () => {
    const { ok, reason } = await runTool('ffmpeg', ['-v', 'error', '-i', '/nowhere/at-all.mp4', '-f', 'null', '-']);
    expect(ok).toBe(false);
    expect(reason).toMatch(/No such file/);
  });

  it('has a child stand back when it is told to', async () => {
    const endless = ['-v', 'error', '-re', '-f', 'lavfi', '-i', 'testsrc', '-f', 'rawvideo', 'pipe:1'];
    const priorities: number[] = [];
    const onOutput = (): boolean => {
      priorities.push(...childrenOf(process.pid).map((pid) => getPriority(pid)));
      return false;
    };
    await runTool('ffmpeg', endless, { niceness: 10, onOutput });
    expect(priorities).toContain(10);
  });

  it('ends a child that takes too long, and one whose output is no longer wanted', async () => {
    const endless = ['-v', 'error', '-re', '-f', 'lavfi', '-i', 'testsrc', '-f', 'rawvideo', 'pipe:1'];
    expect(await runTool('ffmpeg', endless, { timeoutMs: 300 })).toMatchObject({
      ok: false,
      reason: expect.stringContaining('longer than 300 ms'),
    });
    expect(await runTool('ffmpeg', endless, { onOutput: () => false })).toMatchObject({ ok: true });
  });
});
