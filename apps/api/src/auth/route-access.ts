import type { Request } from 'express';
import { type Operation } from '../openapi/operation.js';

/** Injection token of the `RouteAccess` of this API. */
export const ROUTE_ACCESS = Symbol('route access');

/** Finds the operation that a request has been routed to. */
export type RouteAccess = (request: Request) => Pick<Operation, 'operationId' | 'access'>;

/** Express writes a parameter as `:clipId` or, where it holds slashes, `*key`; the document as `{clipId}`. */
export const templateOf = (path: string): string => path.replace(/[:*](\w+)/g, '{$1}').replace(/(.)\/$/, '$1');

/** By what each operation declares; a route that declares nothing is an error, and never open. */
export const routeAccess = (operations: readonly Operation[]): RouteAccess => {
  const byRoute = new Map(operations.map((operation) => [`${operation.method} ${operation.path}`, operation]));
  return (request) => {
    const method = request.method === 'HEAD' ? 'get' : request.method.toLowerCase();
    const { path } = request.route as { path: string };
    const operation = byRoute.get(`${method} ${templateOf(path)}`);
    if (operation === undefined) throw new Error(`no operation is declared for ${method} ${path}`);
    return operation;
  };
};

/** Every route and whom it lets in, as text to be read and compared. */
export const accessTable = (operations: readonly Operation[]): string => {
  const lines = operations.map(
    ({ access, method, path }) => `${access.padEnd(9)} ${method.toUpperCase().padEnd(6)} ${path}`,
  );
  return ['# scope   method route', ...lines.sort(), ''].join('\n');
};
