import { readdirSync } from 'node:fs';
import path from 'node:path';
import { type RequestHandler, type Response, Router } from 'express';
import helmet from 'helmet';

const FOLDER = path.join(__dirname, 'phone-page');
const FILES = readdirSync(FOLDER).filter((name) => /\.(m?js|css|svg)$/.test(name));

/** Everything comes from here, nothing is written into the page, and no other page may frame it. */
const policy = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'"],
      connectSrc: ["'self'"],
      formAction: ["'none'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
    },
  },
  // A laptop has no certificate, and this would outlive the simulator in the browser.
  strictTransportSecurity: false,
});

/** `/`: the phone in the browser; for curl, and whoever else does not ask for a page, the list of endpoints. */
export function phonePage(endpoints: string): Router {
  const router = Router();
  router.get('/', policy, (req, res) => {
    res.vary('Accept');
    if (req.accepts(['text/plain', 'text/html']) === 'text/html') sendFile(res, 'page.html');
    else res.type('text/plain').send(endpoints);
  });
  for (const name of FILES) router.get(`/phone/${name}`, policy, serve(name));
  return router;
}

const serve =
  (name: string): RequestHandler =>
  (_req, res) =>
    sendFile(res, name);

/** Asked for anew on every visit, and sent only when it is another than the browser has. */
function sendFile(res: Response, name: string): void {
  // Parley may well be installed below a folder whose name begins with a dot.
  res.sendFile(path.join(FOLDER, name), { dotfiles: 'allow' });
}
