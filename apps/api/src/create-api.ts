import { once } from 'node:events';
import { type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { pinoNestLogger } from '@echocohort/platform';
import { type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { AppModule } from './app.module.js';
import { AuditLog } from './audit/audit-log.js';
import { recordCalls } from './audit/record-calls.js';
import { Leader } from './dispatch/leader.js';
import { HealthService } from './health/health.service.js';
import { jsonBody } from './http/json-body.js';
import { measureRequests } from './http/measure-requests.js';
import { ProblemFilter } from './http/problem.filter.js';
import { requestContext } from './http/request-context.js';
import { closeOnUnreadBody } from './http/unread-body.js';
import { openApiDocument } from './openapi/document.js';
import { methodsOfPath } from './openapi/operations.js';
import { type ApiOptions } from './parts.js';
import { serveStudio } from './studio/serve-studio.js';

export interface Api {
  readonly app: INestApplication;
  /** Answers requests and, when this process is the leader, dispatches. `port` 0 takes a free one. */
  listen(port: number, host: string): Promise<{ url: string }>;
  /** Stops dispatching, lets running requests end, and leaves the parts that it was given open. */
  close(): Promise<void>;
}

const headersTimeoutMs = 20_000;
/** Long enough for the largest upload over a slow line. */
const requestTimeoutMs = 15 * 60_000;
/** Longer than the idle time of usual load balancers, so that it is they who close. */
const keepAliveTimeoutMs = 65_000;

/** Connections that may wait to be taken: clients post thousands of requests at once, and 511 (Node's own) are reset. */
const connectionBacklog = 4_096;

const configureServer = (server: Server): void => {
  server.headersTimeout = headersTimeoutMs;
  server.requestTimeout = requestTimeoutMs;
  server.keepAliveTimeout = keepAliveTimeoutMs;
  server.maxHeadersCount = 64;
};

const configure = (app: NestExpressApplication, { logger, metrics, config }: ApiOptions): void => {
  app.disable('x-powered-by');
  app.set('trust proxy', config.trustedProxies);
  app.use(requestContext);
  app.use(measureRequests(metrics));
  app.use(recordCalls(app.get(AuditLog)));
  app.use(closeOnUnreadBody);
  app.use('/studio', serveStudio(config.studioDir));
  app.use(jsonBody);
  app.useGlobalFilters(new ProblemFilter(logger, methodsOfPath));
  // Our document, written for OpenAPI 3.1; the UI's own types stop at 3.0.
  const document = openApiDocument() as unknown as OpenAPIObject;
  SwaggerModule.setup('docs', app, document, { raw: false, customSiteTitle: 'EchoCohort API' });
  metrics.buildInfo.set({ version: config.version }, 1);
  configureServer(app.getHttpServer());
};

const urlOf = (server: Server, host: string): string => {
  const { port } = server.address() as AddressInfo;
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
};

/** The HTTP API and its dispatcher, on parts that somebody else owns. It holds no state of its own. */
export const createApi = async (options: ApiOptions): Promise<Api> => {
  const { logger, config } = options;
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- Nest's class has no constructor to call
  const app = await NestFactory.create<NestExpressApplication>(AppModule.on(options), {
    bodyParser: false,
    abortOnError: false,
    // Nest's own lines about its wiring are of no use to whoever runs this.
    logger: pinoNestLogger(logger.child({}, { level: 'warn' })),
  });
  configure(app, options);
  await app.init();
  const server = app.getHttpServer();
  const leader = app.get(Leader);
  return {
    app,
    async listen(port, host) {
      await once(server.listen({ port, host, backlog: connectionBacklog }), 'listening');
      leader.start();
      return { url: urlOf(server, host) };
    },
    async close() {
      app.get(HealthService).drain();
      const deadline = setTimeout(() => server.closeAllConnections(), config.drainMs);
      try {
        await Promise.all([leader.stop(), app.close()]);
      } finally {
        clearTimeout(deadline);
      }
    },
  };
};
