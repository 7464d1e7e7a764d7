import { createReadStream } from 'node:fs';
import { type Response, Router } from 'express';
import helmet from 'helmet';

/** The files of Swagger UI that the page needs; the rest of the package is not served. */
const FILES: Record<string, string> = {
  'swagger-ui.css': 'text/css',
  'swagger-ui-bundle.js': 'text/javascript',
};

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Parley API</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="docs/swagger-ui.css">
  </head>
  <body>
    <div id="api"></div>
    <script src="docs/swagger-ui-bundle.js"></script>
    <script src="docs/page.js"></script>
  </body>
</html>
`;

/** A script of its own file: the page's policy runs none that is written into it. */
const SCRIPT = `const dark = matchMedia('(prefers-color-scheme: dark)');
const follow = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
dark.addEventListener('change', follow);
follow();
SwaggerUIBundle({
  url: 'api/v1/openapi.json',
  dom_id: '#api',
  deepLinking: true,
  docExpansion: 'none',
  defaultModelsExpandDepth: -1,
  displayRequestDuration: true,
  filter: true,
  // Kept by the browser tab's memory alone: a key does not belong in a store that every script of this origin reads.
  persistAuthorization: false,
});
`;

/**
 * `/docs`: the API's description for people, with "Try it out". Everything it loads comes from here. With a session it calls
 * as the person who has signed in, else with the key that is given under "Authorize".
 */
export function docsRoutes(): Router {
  const router = Router();
  // Over plain http, which a laptop uses, an upgrade of what the page loads would find nobody.
  router.use(helmet.contentSecurityPolicy({ directives: { upgradeInsecureRequests: null } }));
  router.get('/', (_request, response) => void response.type('html').send(PAGE));
  router.get('/page.js', (_request, response) => void response.type('text/javascript').send(SCRIPT));
  for (const [name, type] of Object.entries(FILES)) {
    const file = require.resolve(`swagger-ui-dist/${name}`);
    router.get(`/${name}`, (_request, response) => sendFile(response, file, type));
  }
  return router;
}

function sendFile(response: Response, file: string, type: string): void {
  response.type(type).setHeader('Cache-Control', 'public, max-age=3600');
  createReadStream(file)
    .on('error', () => response.destroy())
    .pipe(response);
}
