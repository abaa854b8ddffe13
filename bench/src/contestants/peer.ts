import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Bundle } from '@echocohort/sampler';
import { z } from 'zod';
import { type PlainRequest } from './own-sampler.js';
import { root } from '../system/root.js';
import { type Contestant, type Turn } from '../measure/rounds.js';

const turnSchema = z.object({ items: z.number().positive(), seconds: z.number().positive() });
const descriptionSchema = z.object({
  gigaflopsPerClip: z.number().positive(),
  /** Null on a CPU, where the library behind PyTorch's products is not the one that its peak is reached with. */
  matmulTeraflopsPerSecond: z.number().positive().nullable(),
  efPercents: z.array(z.number()),
  multiStep: z.boolean(),
  torch: z.string(),
});
export type PeerDescription = z.infer<typeof descriptionSchema>;

/** Python that the peers run in: the one that was named, else the repository's own, else the machine's. */
export const pythonOf = (named: string | null): string => {
  const own = join(root, '.venv/bin/python');
  return named ?? (existsSync(own) ? own : 'python3');
};

const environment = (threads: number) => ({
  ...process.env,
  PYTHONPATH: [join(root, 'lab/src'), process.env['PYTHONPATH']].filter(Boolean).join(':'),
  PYTHONUNBUFFERED: '1',
  OMP_NUM_THREADS: String(threads),
});

/**
 * Reads a bundle's weights back into a torch module, and writes it and the tensors of a batch to `out`.
 * @param published EchoLVFM's own folders, for a bundle that was converted from them
 */
export const preparePeer = async (
  python: string,
  bundle: Bundle,
  batch: readonly PlainRequest[],
  out: string,
  { scratch, published = null }: { scratch: string; published?: string | null },
): Promise<void> => {
  const requests = join(scratch, `requests-${randomUUID()}.json`);
  const plain = batch.map(({ request: { seed, index, requestedEfPercent }, anchor }) => ({
    seed,
    index,
    efPercent: requestedEfPercent,
    anchor,
  }));
  await writeFile(requests, JSON.stringify(plain));
  await runPeerScript(python, 'prepare.py', [bundle.dir, requests, out, ...(published === null ? [] : [published])]);
};

/** Runs a script of bench/peers to its end. @throws Error with what it wrote to stderr */
const runPeerScript = (python: string, script: string, args: readonly string[]): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(python, [join(root, 'bench/peers', script), ...args], { env: environment(2) });
    let words = '';
    child.stderr.on('data', (chunk: Buffer) => (words += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${script} ended with ${code}\n${words.slice(-4_000)}`));
    });
  });

export interface PeerOptions {
  readonly python: string;
  /** Folder that prepare.py wrote, with the feeds of a batch of this size. */
  readonly prepared: string;
  readonly batch: number;
  readonly provider: 'cpu' | 'cuda';
  readonly threads: number;
  /** The bundle's portable graph, for the engine `onnxruntime`. */
  readonly graph: string;
}

/** A Python process that waits for its turns. Each call is one line to it and one line back. */
export class Peer {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly answers: AsyncIterator<string>;
  private words = '';

  constructor({ python, prepared, batch, provider, threads, graph }: PeerOptions) {
    const numbers = ['--batch', String(batch), '--threads', String(threads)];
    const args = [prepared, ...numbers, '--provider', provider, '--graph', graph];
    this.child = spawn(python, [join(root, 'bench/peers/peer.py'), ...args], { env: environment(threads) });
    this.child.stderr.on('data', (chunk: Buffer) => {
      this.words = (this.words + chunk.toString()).slice(-4_000);
    });
    this.answers = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
  }

  async describe(): Promise<PeerDescription> {
    return descriptionSchema.parse(await this.ask({ op: 'describe' }));
  }

  contestant(engine: string, name = engine): Contestant {
    return {
      name,
      turn: async (seconds): Promise<Turn> => turnSchema.parse(await this.ask({ op: 'turn', engine, seconds })),
    };
  }

  close(): void {
    this.child.stdin.end();
    this.child.kill();
  }

  private async ask(request: object): Promise<unknown> {
    this.child.stdin.write(`${JSON.stringify(request)}\n`);
    const answer = await this.answers.next();
    if (answer.done === true) throw new Error(`the PyTorch peer ended\n${this.words}`);
    return JSON.parse(answer.value);
  }
}
