import { type NextFunction, type Request, type Response } from 'express';

/** How long a client may go on sending a body that was answered without being read. */
const lingerMs = 1_000;

/**
 * An answer that is sent before its request's body was read (a refused upload) leaves the client sending. Closing at
 * once would reset the connection and could lose the answer, reading to the end would take whatever the client has:
 * so the rest is thrown away for a moment, and then the connection is closed.
 */
export const closeOnUnreadBody = (request: Request, response: Response, next: NextFunction): void => {
  response.once('finish', () => {
    if (request.complete || request.destroyed) return;
    const timer = setTimeout(() => request.socket.destroy(), lingerMs);
    request.once('end', () => clearTimeout(timer));
    request.once('close', () => clearTimeout(timer));
    request.unpipe();
    request.resume();
  });
  next();
};
