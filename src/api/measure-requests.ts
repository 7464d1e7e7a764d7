import type { RequestHandler, Response } from 'express';
import type { Metrics } from '../metrics';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** Says which route a request is measured as: one of ours, with its parameters in braces, never the address as it was called. */
export function measuredAs(route: string): RequestHandler {
  return (_request, response, next) => {
    setRoute(response, route);
    next();
  };
}

export function setRoute(response: Response, route: string): void {
  response.locals.route = route;
}

/** Measures every request until its answer has left, or its caller has. A stream has no duration worth to know. */
export function measureRequests(metrics: Metrics): RequestHandler {
  return (request, response, next) => {
    const began = performance.now();
    response.once('close', () => {
      if (response.getHeader('content-type') === 'text/event-stream') return;
      const status = response.headersSent ? `${Math.floor(response.statusCode / 100)}xx` : 'left';
      const method = METHODS.includes(request.method) ? request.method : 'other';
      const route = response.locals.route ?? 'other';
      metrics.httpRequests.observe({ method, route, status }, (performance.now() - began) / 1000);
    });
    next();
  };
}
