import { type Metrics } from '@echocohort/platform';
import { type NextFunction, type Request, type Response } from 'express';

/** The route's pattern, never the path: ids must not become label values. */
const routeOf = (request: Request): string => {
  const route: unknown = request.route;
  if (typeof route === 'object' && route !== null && 'path' in route && typeof route.path === 'string')
    return route.path;
  return 'unmatched';
};

/** Times every request, by method, route pattern and status. */
export const measureRequests =
  (metrics: Metrics) =>
  (request: Request, response: Response, next: NextFunction): void => {
    const started = process.hrtime.bigint();
    response.once('close', () => {
      // How long somebody listens is no time that he waits.
      if (String(response.getHeader('Content-Type')).startsWith('text/event-stream')) return;
      const seconds = Number(process.hrtime.bigint() - started) / 1e9;
      const labels = { method: request.method, route: routeOf(request), status: String(response.statusCode) };
      metrics.httpRequestDuration.observe(labels, seconds);
    });
    next();
  };
