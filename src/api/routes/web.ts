import path from 'node:path';
import { type RequestHandler, Router } from 'express';
import helmet from 'helmet';
import sirv from 'sirv';

const YEAR_S = 31_536_000;

/** Addresses that are not the page's: what is not found below them is answered as the API answers. */
const NOT_THE_PAGE = /^\/(api|webhooks|docs|temporal|assets)(\/|$)/;

/**
 * The Conversations page, as `npm run build` bundled it into `root`. Files under `assets` carry their content in their
 * name and are kept for ever; index.html, which names them, is asked for anew each time. Every other address that a
 * browser opens is one of the page's own and gets index.html.
 */
export function webRoutes(root: string): Router {
  const router = Router();
  // Mantine writes styles into the page; scripts come from here alone. Over plain http, which a laptop uses, an upgrade of
  // what the page loads would find nobody.
  router.use(
    helmet.contentSecurityPolicy({
      directives: { styleSrc: ["'self'", "'unsafe-inline'"], upgradeInsecureRequests: null },
    }),
  );
  const serve = sirv(root, {
    gzip: true,
    brotli: true,
    setHeaders: (response, file) => {
      response.setHeader(
        'Cache-Control',
        file.startsWith('/assets/') ? `public, max-age=${YEAR_S}, immutable` : 'no-cache',
      );
    },
  });
  const page: RequestHandler = (request, response, next) => {
    const opens = request.method === 'GET' || request.method === 'HEAD';
    if (!opens || NOT_THE_PAGE.test(request.path) || request.accepts(['json', 'html']) !== 'html') return next();
    request.url = '/index.html';
    serve(request, response, next);
  };
  // A part of a file is of no use to the page, and sirv answers one that ends before it begins with an error of ours.
  const whole: RequestHandler = (request, _response, next) => {
    delete request.headers.range;
    next();
  };
  router.use(whole, serve, page);
  return router;
}

/** Where the page is in a compiled tree. */
export const WEB_ROOT = path.join(__dirname, '../../../web');
