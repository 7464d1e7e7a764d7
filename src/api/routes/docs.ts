import path from 'node:path';
import { type Response, Router } from 'express';
import helmet from 'helmet';

const OURS = path.join(__dirname, '../docs-page');

/** The files that the page loads, ours and those of Swagger UI; the rest of its package is not served. */
const FILES = {
  'page.js': path.join(OURS, 'page.js'),
  'swagger-ui.css': require.resolve('swagger-ui-dist/swagger-ui.css'),
  'swagger-ui-bundle.js': require.resolve('swagger-ui-dist/swagger-ui-bundle.js'),
};

/**
 * `/docs`: the API's description for people, with "Try it out". Everything it loads comes from here, and its policy runs no
 * script that is written into the page. With a session it calls as the person who has signed in, else with the key that is
 * given under "Authorize".
 */
export function docsRoutes(): Router {
  const router = Router();
  // Over plain http, which a laptop uses, an upgrade of what the page loads would find nobody.
  router.use(helmet.contentSecurityPolicy({ directives: { upgradeInsecureRequests: null } }));
  router.get('/', (_request, response) => sendFile(response, path.join(OURS, 'page.html')));
  for (const [name, file] of Object.entries(FILES)) {
    router.get(`/${name}`, (_request, response) => sendFile(response, file));
  }
  return router;
}

/** Asked for anew on every visit, and sent only when it is another than the browser has: after an upgrade all fit together. */
function sendFile(response: Response, file: string): void {
  // Parley may well be installed below a folder whose name begins with a dot.
  response.sendFile(file, { dotfiles: 'allow' });
}
