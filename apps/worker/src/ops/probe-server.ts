import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { type Metrics } from '@echocohort/platform';

export interface ProbeServerOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly metrics: Metrics;
  /** What only a new process can heal; empty when all is well. */
  readonly troubles: () => string[];
  /** What keeps the worker from working right now; empty when it can. */
  readonly obstacles: () => Promise<string[]>;
}

export interface ProbeServer {
  readonly port: number;
  close(): Promise<void>;
}

/** /healthz, /readyz and /metrics of a process without an API. */
export const startProbeServer = async (options: ProbeServerOptions): Promise<ProbeServer> => {
  const server = createServer((request, response) => {
    answer(options, request.url ?? '', response).catch(() => {
      json(response, 500, { status: 'error', reasons: ['the probe itself failed'] });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port, options.host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
};

const answer = async (options: ProbeServerOptions, url: string, response: ServerResponse): Promise<void> => {
  switch (url.split('?')[0]) {
    case '/healthz':
      state(response, options.troubles());
      return;
    case '/readyz':
      state(response, await options.obstacles());
      return;
    case '/metrics':
      response.writeHead(200, { 'content-type': options.metrics.registry.contentType });
      response.end(await options.metrics.registry.metrics());
      return;
    default:
      json(response, 404, { status: 'error', reasons: ['expected /healthz, /readyz or /metrics'] });
  }
};

const state = (response: ServerResponse, reasons: string[]): void => {
  if (reasons.length === 0) json(response, 200, { status: 'ok' });
  else json(response, 503, { status: 'error', reasons });
};

const json = (response: ServerResponse, status: number, body: object): void => {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
};
