import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** `webhook-id`. */
  readonly id: string;
  /** Number of the event; of a test none. */
  readonly sequence: number | undefined;
}

export interface Receiver {
  readonly url: string;
  /** All that has come, also what was refused. */
  readonly received: Received[];
  /** How it answers from now on. */
  answer: (response: ServerResponse, message: Received) => void;
  stop(): Promise<void>;
}

const receivedOf = (headers: IncomingHttpHeaders, body: string): Received => {
  const { data } = JSON.parse(body) as { data: { sequence?: number } };
  return { headers, body, id: String(headers['webhook-id']), sequence: data.sequence };
};

export const takes = (response: ServerResponse): void => void response.writeHead(204).end();
export const refuses =
  (status: number) =>
  (response: ServerResponse): void =>
    void response.writeHead(status, { 'Content-Type': 'text/plain' }).end('not today\u0000');

/** A real server that webhooks lead to, on a free port of this machine. */
export const startReceiver = async (): Promise<Receiver> => {
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const message = receivedOf(request.headers, body);
      receiver.received.push(message);
      receiver.answer(response, message);
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received: [],
    answer: takes,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return receiver;
};
