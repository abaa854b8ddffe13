import { describe, expect, it } from '@jest/globals';
import { EchoError, fieldError } from './errors.js';
import { OrderPort, replyTo, type OrderMessage } from './order-port.js';

/** A port whose messages are answered by hand; they are copied, as they would be on their way. */
const portOf = () => {
  const sent: OrderMessage<number>[] = [];
  const transfers: (readonly ArrayBuffer[])[] = [];
  const port = new OrderPort<number, number>((message, transfer) => {
    sent.push(structuredClone(message));
    transfers.push(transfer);
  });
  const answer = async (n: number, with_: (order: number) => number): Promise<void> => {
    port.settle(structuredClone(await replyTo(sent[n] as OrderMessage<number>, 'internal', with_)));
  };
  return { port, sent, transfers, answer };
};
const half = (order: number): number => {
  if (order < 0) throw fieldError('invalid-request', 'order', `expected 0 or more, got ${order}`);
  if (order % 2 === 1) throw new RangeError('it is odd');
  return order / 2;
};

describe('an order', () => {
  it('gets its own answer, in whatever order they come', async () => {
    const { port, answer } = portOf();
    const asked = [port.ask(10), port.ask(20), port.ask(30)];
    expect(port.size).toBe(3);
    for (const n of [2, 0, 1]) await answer(n, half);
    await expect(Promise.all(asked)).resolves.toEqual([5, 10, 15]);
    expect(port.size).toBe(0);
  });

  it('is rejected as the other side threw: with code and fields, or the code that such errors get there', async () => {
    const { port, answer } = portOf();
    const [refused, broken] = [port.ask(-1), port.ask(3)].map((asked) => asked.catch((error: unknown) => error));
    await answer(0, half);
    await answer(1, half);
    expect(await refused).toBeInstanceOf(EchoError);
    expect(await refused).toMatchObject({
      code: 'invalid-request',
      message: 'order: expected 0 or more, got -1',
      issues: [{ field: 'order', expected: 'expected 0 or more, got -1' }],
    });
    expect(await broken).toMatchObject({ code: 'internal', message: 'it is odd', issues: [] });
  });

  it('is answered once: what comes again, or to nobody, is dropped', async () => {
    const { port, answer } = portOf();
    const asked = port.ask(4);
    await answer(0, half);
    await answer(0, () => 99);
    port.settle({ id: 77, answer: 1 });
    await expect(asked).resolves.toBe(2);
  });

  it('lets go of what it hands over', () => {
    const { port, transfers } = portOf();
    const buffer = new ArrayBuffer(1);
    void port.ask(1, [buffer]);
    void port.ask(2);
    expect(transfers).toEqual([[buffer], []]);
  });
});

describe('a port whose other side is lost', () => {
  it('rejects what waits and what comes with the first reason, and sends no more', async () => {
    const { port, sent } = portOf();
    const waiting = [port.ask(1), port.ask(2)];
    expect(port.lost).toBeNull();
    port.lose(new EchoError('unavailable', 'it has gone'));
    port.lose(new EchoError('internal', 'it has gone again'));
    for (const asked of [...waiting, port.ask(3)]) await expect(asked).rejects.toThrow('it has gone');
    await expect(port.ask(4)).rejects.toMatchObject({ code: 'unavailable' });
    expect(port.lost?.message).toBe('it has gone');
    expect([sent.length, port.size]).toEqual([2, 0]);
  });
});
