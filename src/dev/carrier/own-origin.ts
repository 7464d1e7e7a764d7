import type { RequestHandler } from 'express';

/**
 * Refuses what a web page of another origin has a browser change here: the simulator has no login, so any page that is open
 * on the laptop could text through it. Programs such as curl send neither header.
 */
export const ownOriginOnly: RequestHandler = (req, res, next) => {
  const reads = req.method === 'GET' || req.method === 'HEAD';
  if (reads || isOwn(req.get('sec-fetch-site'), req.get('origin'), req.get('host'))) return next();
  res.status(403).json({ error: 'a web page of another origin may not use the simulator' });
};

function isOwn(site: string | undefined, origin: string | undefined, host: string | undefined): boolean {
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  // `null` is the origin of a sandboxed frame or a file.
  return origin === undefined || (URL.canParse(origin) && new URL(origin).host === host);
}
