import { fork, type ChildProcess } from 'node:child_process';
import { EchoError, compiledEntry } from '@echocohort/shared';
import { decodeLimits } from '../read/decode-limits.js';
import { type EncoderReply } from './encoder-host.js';
import { type Mp4Order } from './write-mp4.js';

interface Pending {
  readonly resolve: () => void;
  readonly reject: (reason: EchoError) => void;
}

/** Less than an idle thread of `Encoders` lives, so that it sees the end of its process. */
const idleMs = 30_000;

/** A process that encodes; whoever has it asks for another one when it is no longer alive. */
class EncoderProcess {
  isAlive = true;
  private readonly child: ChildProcess;
  private readonly pending: Pending[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor() {
    const entry = compiledEntry(import.meta.url, 'encoder-host.js');
    this.child = fork(entry, { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    this.child.on('message', (reply: EncoderReply) => this.settle(reply));
    this.child.once('error', ({ message }) => this.die(message));
    this.child.once('exit', (code, signal) =>
      this.die(`it has stopped (${signal ?? `exit code ${code ?? 'unknown'}`})`),
    );
    // At rest it keeps nobody from ending; at work its time limit does.
    this.child.unref();
    this.child.channel?.unref();
  }

  encode(orders: readonly Mp4Order[]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.pending.push({ resolve, reject });
      this.watch();
      // One that cannot be reached has ended, and its end says more.
      this.child.send(orders, () => undefined);
    });
  }

  /** Orders are answered in their order. */
  private settle(reply: EncoderReply): void {
    const order = this.pending.shift();
    this.watch();
    if (reply === null) order?.resolve();
    else order?.reject(new EchoError(reply.code, reply.message));
  }

  private watch(): void {
    clearTimeout(this.timer);
    if (this.pending.length > 0) this.timer = setTimeout(this.kill, decodeLimits.toolTimeoutMs);
    else this.timer = setTimeout(this.rest, idleMs).unref();
  }

  private readonly kill = (): void => {
    this.die(`it took longer than ${decodeLimits.toolTimeoutMs} ms`);
    this.child.kill('SIGKILL');
  };

  private readonly rest = (): void => {
    this.isAlive = false;
    this.child.disconnect();
  };

  private die(reason: string): void {
    this.isAlive = false;
    clearTimeout(this.timer);
    for (const { reject } of this.pending.splice(0))
      reject(new EchoError('internal', `the encoder process failed: ${reason}`));
  }
}

let encoder: EncoderProcess | undefined;

/**
 * Encodes clips in the process that this thread has for it, apart from the worker: x264 is GPL, and native code may crash.
 * It starts with the first order, ends when it has had none for a while or when its parent ends, and is replaced when it dies.
 * @throws EchoError `unavailable` without node-av, `internal` when a clip cannot be encoded or the process dies
 */
export const encodeFiles = (orders: readonly Mp4Order[]): Promise<void> => {
  if (!encoder?.isAlive) encoder = new EncoderProcess();
  return encoder.encode(orders);
};
