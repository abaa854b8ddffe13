import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { once } from 'node:events';

/**
 * open: bytes pass. cut: none do, and new connections are refused (a partition: what was sent is lost). stalled: none do, and
 * nothing is said. slow: they pass in small pieces. unavailable: every request is answered with HTTP 503.
 */
export type LinkState = 'open' | 'cut' | 'stalled' | 'slow' | 'unavailable';

const slowBytes = 4_096;
const slowPauseMs = 200;
const unavailable = 'HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n';

/** A way over TCP from one process to a server, of which one can say how it is. */
export class Link {
  #state: LinkState = 'open';
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  readonly #server: Server;

  private constructor(private readonly to: { readonly host: string; readonly port: number }) {
    this.#server = createServer((near) => this.#accept(near));
  }

  /** Listens on a free port of this machine. */
  static async to(host: string, port: number): Promise<Link> {
    const link = new Link({ host, port });
    await once(link.#server.listen(0, '127.0.0.1'), 'listening');
    return link;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  set(state: LinkState): void {
    this.#state = state;
    if (state === 'cut' || state === 'unavailable') this.#drop();
    for (const pair of this.#pairs) for (const socket of pair) if (state !== 'stalled') socket.resume();
  }

  async close(): Promise<void> {
    this.#drop();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #drop(): void {
    for (const pair of this.#pairs) for (const socket of pair) socket.destroy();
  }

  #accept(near: Socket): void {
    near.on('error', () => near.destroy());
    if (this.#state === 'cut') return void near.destroy();
    if (this.#state === 'unavailable') return void near.once('data', () => near.end(unavailable));
    const far = connect(this.to);
    const pair = [near, far] as const;
    this.#pairs.add(pair);
    const end = (): void => {
      this.#pairs.delete(pair);
      near.destroy();
      far.destroy();
    };
    for (const [from, onto] of [pair, [far, near] as const]) {
      from.on('data', (bytes: Buffer) => this.#pass(bytes, from, onto));
      from.on('error', end).on('close', end);
      from.setNoDelay(true);
      if (this.#state === 'stalled') from.pause();
    }
  }

  #pass(bytes: Buffer, from: Socket, onto: Socket): void {
    if (this.#state === 'stalled') {
      from.pause();
      from.unshift(bytes);
      return;
    }
    if (this.#state === 'slow' && bytes.length > 0) {
      from.pause();
      if (bytes.length > slowBytes) from.unshift(bytes.subarray(slowBytes));
      onto.write(bytes.subarray(0, slowBytes));
      setTimeout(() => this.#state !== 'stalled' && from.resume(), slowPauseMs).unref();
      return;
    }
    if (!onto.write(bytes)) {
      from.pause();
      onto.once('drain', () => from.resume());
    }
  }
}
