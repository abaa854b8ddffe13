import { fork, type ChildProcess } from 'node:child_process';
import { EchoError, OrderPort, compiledEntry, type ReplyMessage } from '@echocohort/shared';
import { decodeLimits } from '../read/decode-limits.js';
import { type Mp4Order } from './write-mp4.js';

/** Less than an idle thread of `Encoders` lives, so that it sees the end of its process. */
const idleMs = 30_000;

/** A process that encodes; whoever has it asks for another one when it is no longer alive. */
class EncoderProcess {
  isAlive = true;
  private readonly child: ChildProcess;
  /** One that cannot be reached has ended, and its end says more. */
  private readonly port = new OrderPort<readonly Mp4Order[], null>((message) =>
    this.child.send(message, () => undefined),
  );
  private timer: NodeJS.Timeout | undefined;

  constructor() {
    const entry = compiledEntry(import.meta.url, 'encoder-host.js');
    this.child = fork(entry, { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    this.child.on('message', (reply: ReplyMessage<null>) => {
      this.port.settle(reply);
      this.watch();
    });
    this.child.once('error', ({ message }) => this.die(message));
    this.child.once('exit', (code, signal) =>
      this.die(`it has stopped (${signal ?? `exit code ${code ?? 'unknown'}`})`),
    );
    // At rest it keeps nobody from ending; at work its time limit does.
    this.child.unref();
    this.child.channel?.unref();
  }

  async encode(orders: readonly Mp4Order[]): Promise<void> {
    const encoded = this.port.ask(orders);
    this.watch();
    await encoded;
  }

  private watch(): void {
    clearTimeout(this.timer);
    if (this.port.size > 0) this.timer = setTimeout(this.kill, decodeLimits.toolTimeoutMs);
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
    this.port.lose(new EchoError('internal', `the encoder process failed: ${reason}`));
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
