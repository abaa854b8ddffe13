import { existsSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import express, { type NextFunction, type Request, type Response, Router } from 'express';

/** Where its build puts the studio, seen from this package's sources and from its build alike. */
export const studioDir = fileURLToPath(new URL('../../../studio/dist', import.meta.url));

/**
 * What a page of the studio may do: run its own scripts, look as its own style says, call this origin, and play videos that
 * it has fetched with its key. Nothing from outside, no page around it.
 */
const policy = [
  "default-src 'none'",
  ...["script-src 'self'", "style-src 'self'", "font-src 'self'", "connect-src 'self'", "img-src 'self'"],
  "media-src 'self' blob:",
  ...["base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"],
].join('; ');

const missing = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>The studio is not built</title></head>
<body>
<h1>The studio is not built</h1>
<p>The API runs, but there are no files of the studio beside it. In the repository, <code>npm start</code> builds it;
alone it is built by <code>npm run build</code>. Then load this page again; nothing needs to be restarted.</p>
</body>
</html>
`;

const setHeaders = (_request: Request, response: Response, next: NextFunction): void => {
  response.setHeader('Content-Security-Policy', policy);
  response.setHeader('X-Content-Type-Options', 'nosniff');
  // The address of a page says what somebody looks at.
  response.setHeader('Referrer-Policy', 'no-referrer');
  next();
};

/** A name with a hash of its content in it never changes. */
const cacheFor = (response: Response, path: string): void => {
  const kept = path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
  response.setHeader('Cache-Control', kept);
};

/** The studio's files under the path where this is mounted. Each address in it that is no file is a page of its own. */
export const serveStudio = (dir: string): Router => {
  const router = Router();
  router.use(setHeaders);
  router.use(express.static(dir, { index: false, redirect: false, setHeaders: cacheFor }));
  router.use((request, response, next) => {
    const isPage = ['GET', 'HEAD'].includes(request.method) && extname(request.path) === '';
    if (!isPage) next();
    else if (!existsSync(join(dir, 'index.html'))) response.status(404).type('html').send(missing);
    else response.setHeader('Cache-Control', 'no-cache').sendFile('index.html', { root: dir });
  });
  return router;
};
