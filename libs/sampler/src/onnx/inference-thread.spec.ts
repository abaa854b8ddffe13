import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EchoError } from '@echocohort/shared';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { InferenceThread } from './inference-thread.js';
import { sessionOptions } from './session-options.js';

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'sampler-thread-'));
});
afterAll(() => rm(dir, { recursive: true }));

/** A thread that runs `body` when the message `m` comes. */
const threadThat = async (body: string): Promise<InferenceThread> => {
  const file = join(dir, `${Math.random().toString(36).slice(2)}.mjs`);
  const program = `
    import { writeFileSync } from 'node:fs';
    import { parentPort, workerData } from 'node:worker_threads';
    parentPort.on('message', (m) => { ${body} });
  `;
  await writeFile(file, program);
  return new InferenceThread(pathToFileURL(file));
};
const failure = async (promise: Promise<unknown>): Promise<EchoError> => {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(EchoError);
  return error as EchoError;
};

describe('a thread that dies', () => {
  it.each([
    ['throws', "throw new Error('out of luck')", /crashed: out of luck/],
    ['ends', 'process.exit(7)', /has stopped \(exit code 7\)/],
  ])('and %s rejects every pending call, and later ones too', async (_, body, words) => {
    const thread = await threadThat(body);
    const errors = await Promise.all([failure(thread.run('generate', {})), failure(thread.run('read', {}))]);
    for (const error of [...errors, await failure(thread.run('generate', {}))]) {
      expect(error.code).toBe('sampler-failed');
      expect(error.message).toMatch(words);
    }
    await thread.close();
  });

  it('is told from one that lives: the same calls are answered', async () => {
    const thread = await threadThat('parentPort.postMessage({ id: m.id, answer: { tensors: {}, seconds: 2 } })');
    expect(await Promise.all([thread.run('generate', {}), thread.run('read', {})])).toEqual([{}, {}]);
    expect(thread.busySeconds()).toBe(4);
    await thread.close();
  });
});

describe('closing', () => {
  it('rejects what waits and what comes later, and may be done twice', async () => {
    const thread = await threadThat('');
    const waiting = failure(thread.run('generate', {}));
    await thread.close();
    await thread.close();
    for (const error of [await waiting, await failure(thread.run('generate', {}))]) {
      expect(error.code).toBe('sampler-failed');
      expect(error.message).toBe('the sampler is closed');
    }
  });
});

describe('closing in the midst of a call', () => {
  /** A thread that answers, says that it is busy or idle, and leaves a file when its work is done. */
  const working = async (busy: 0 | 1, file: string): Promise<InferenceThread> => {
    const thread = await threadThat(`
      const flags = new Int32Array(workerData.flags);
      Atomics.store(flags, 0, ${busy});
      setTimeout(() => { writeFileSync('${file}', ''); Atomics.store(flags, 0, 0); }, 100);
      parentPort.postMessage({ id: m.id, answer: { tensors: {}, seconds: 0 } });
    `);
    await thread.run('generate', {});
    return thread;
  };

  it.each([
    ['waits for a thread that is busy', 1],
    ['does not wait for an idle one', 0],
  ] as const)('%s', async (name, busy) => {
    const file = join(dir, name.replaceAll(' ', '-'));
    const thread = await working(busy, file);
    await thread.close();
    expect(existsSync(file)).toBe(busy === 1);
  });

  it('does not wait for ever for a thread that died while it was busy', async () => {
    const thread = await threadThat("Atomics.store(new Int32Array(workerData.flags), 0, 1); throw new Error('gone')");
    expect((await failure(thread.run('generate', {}))).message).toMatch(/crashed: gone/);
    await thread.close();
  });

  it('begins nothing more: of calls that stand in line none is answered', async () => {
    const thread = new InferenceThread();
    const calls = Array.from({ length: 20 }, () => failure(thread.release('generate')));
    await thread.close();
    for (const error of await Promise.all(calls)) expect(error.message).toBe('the sampler is closed');
  });
});

describe('the real thread', () => {
  it('tells a failed call from a dead thread: after a bad graph and a bad call it still answers', async () => {
    const thread = new InferenceThread();
    const bad = join(dir, 'bad.onnx');
    await writeFile(bad, 'not a graph');
    await expect(thread.load('bad', bad, sessionOptions({ provider: 'cpu', threads: 1 }))).rejects.toThrow(/bad\.onnx/);
    const error = await failure(thread.run('generate', {}));
    expect(error.message).toBe("the generate graph failed: no graph is loaded as 'generate'");
    await expect(thread.release('generate')).resolves.toBeUndefined();
    await thread.close();
  });
});
