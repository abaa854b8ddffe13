import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { type Context } from '../benches/context.js';
import { parseScrape, type Scrape } from '../measure/prometheus.js';
import { root } from '../system/root.js';
import { type StandIn } from './stand-in.js';
import { type System } from '../system/system.js';
import { type Order, type OrderReply, type WorkerFigures } from './worker-orders.js';

const script = join(root, 'bench/dist/contestants/worker.process.js');

/** A worker process whose sampler is a stand-in, seen from its parent. */
export class StandInWorker {
  private readonly ended: Promise<OrderReply>;

  private constructor(private readonly child: ChildProcess) {
    this.ended = once(child, 'exit').then(([code]) => ({ failed: `it ended with ${String(code)}` }));
  }

  /** @param finishes whether its samples are encoded and stored, as a worker's own are */
  static start(context: Context, system: System, standIn: StandIn, { finishes = false } = {}): StandInWorker {
    const { databaseUrl, redisUrl, environment } = system;
    const storage = finishes ? environment : null;
    const order: Order = { databaseUrl, redisUrl, bundleDir: resolve(context.bundleDir), storage, standIn };
    const child = fork(script, [JSON.stringify(order)], { env: { ...process.env, ORT_DISABLE_TELEMETRY: '1' } });
    context.atEnd(() => child.kill());
    return new StandInWorker(child);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Begins to take tickets. */
  async run(): Promise<void> {
    await this.order('run');
  }

  /** Hands back what has not begun and stops; `run` begins anew. */
  async rest(): Promise<void> {
    await this.order('rest');
  }

  /** Loop lag since the last look, and metrics since the last `run`. */
  async figures(): Promise<{ readonly loopLagP99Ms: number; readonly scrape: Scrape }> {
    const { loopLagP99Ms, metrics } = (await this.order('figures')) as WorkerFigures;
    return { loopLagP99Ms, scrape: parseScrape(metrics) };
  }

  private async order(order: 'run' | 'rest' | 'figures'): Promise<WorkerFigures | null> {
    const answered = once(this.child, 'message').then(([reply]) => reply as OrderReply);
    this.child.send(order);
    const reply = await Promise.race([answered, this.ended]);
    if ('failed' in reply) throw new Error(`a worker of the bench: ${reply.failed}`);
    return reply.value;
  }
}
