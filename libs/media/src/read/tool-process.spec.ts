import { describe, expect, it } from '@jest/globals';
import { runTool, type Tool } from './tool-process.js';

describe('runTool', () => {
  it('says what to install when the program is missing', async () => {
    for (const options of [{}, { memoryBytes: 2 ** 28 }])
      await expect(runTool('ffmpeg-that-nobody-has' as Tool, [], options)).rejects.toMatchObject({
        code: 'unavailable',
        message: expect.stringContaining('apt-get install ffmpeg'),
      });
  });

  it('gives a child no more memory than it may have', async () => {
    const large = ['-v', 'error', '-f', 'lavfi', '-i', 'color=size=8192x8192', '-frames:v', '2', '-f', 'null', '-'];
    expect(await runTool('ffmpeg', large)).toEqual({ ok: true, reason: '' });
    const { reason } = await runTool('ffmpeg', large, { memoryBytes: 2 ** 28 });
    expect(reason).toMatch(/Cannot allocate memory/);
  });

  it('gives the last line of stderr when it fails', async () => {
    const { ok, reason } = await runTool('ffmpeg', ['-v', 'error', '-i', '/nowhere/at-all.mp4', '-f', 'null', '-']);
    expect(ok).toBe(false);
    expect(reason).toMatch(/No such file/);
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
