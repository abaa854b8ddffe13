import { type EchoError, type ErrorCode } from './errors.js';
import { fromWire, toWire, type WireError } from './wire-error.js';

/** An order on its way, under the number by which it is answered. */
export interface OrderMessage<O> {
  readonly id: number;
  readonly order: O;
}

/** What comes back to an order. */
export type ReplyMessage<A> = { readonly id: number } & ({ readonly answer: A } | { readonly error: WireError });

interface Pending<A> {
  readonly resolve: (answer: A) => void;
  readonly reject: (error: Error) => void;
}

/**
 * The side that orders, of a thread or a process: it numbers orders, keeps who waits for which, and tells all of them when
 * the other side is lost. It knows nothing of how messages travel: whoever has it posts what it gives and hands it what comes.
 */
export class OrderPort<O, A> {
  private readonly pending = new Map<number, Pending<A>>();
  private nextId = 0;
  private lostBy: EchoError | null = null;

  /**
   * @param post sends a message; `transfer` is what the sender lets go of
   * @param errorOf an error as it is told here; an EchoError when left out
   */
  constructor(
    private readonly post: (message: OrderMessage<O>, transfer: readonly ArrayBuffer[]) => void,
    private readonly errorOf: (error: WireError) => Error = fromWire,
  ) {}

  /** Orders that are not answered yet. */
  get size(): number {
    return this.pending.size;
  }

  /** Why nothing is answered any more; null while the other side lives. */
  get lost(): EchoError | null {
    return this.lostBy;
  }

  /**
   * @returns the answer, which the caller knows to be that of its order
   * @throws as the other side did, or what `lose` was told
   */
  ask<T extends A>(order: O, transfer: readonly ArrayBuffer[] = []): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.lostBy !== null) {
        reject(this.lostBy);
        return;
      }
      const id = (this.nextId += 1);
      this.pending.set(id, { resolve: resolve as (answer: A) => void, reject });
      this.post({ id, order }, transfer);
    });
  }

  /** Takes a message of the other side; one that nobody waits for is dropped. */
  settle(reply: ReplyMessage<A>): void {
    const pending = this.pending.get(reply.id);
    this.pending.delete(reply.id);
    if ('error' in reply) pending?.reject(this.errorOf(reply.error));
    else pending?.resolve(reply.answer);
  }

  /** Rejects every order that waits, and all that come. The first reason is the one that is told. */
  lose(reason: EchoError): void {
    this.lostBy ??= reason;
    const waiting = [...this.pending.values()];
    this.pending.clear();
    for (const { reject } of waiting) reject(this.lostBy);
  }
}

/**
 * The side that answers: never throws.
 * @param code of an error that has none of its own
 */
export const replyTo = async <O, A>(
  { id, order }: OrderMessage<O>,
  code: ErrorCode,
  answer: (order: O) => A | Promise<A>,
): Promise<ReplyMessage<A>> => {
  try {
    return { id, answer: await answer(order) };
  } catch (error) {
    return { id, error: toWire(error, code) };
  }
};
