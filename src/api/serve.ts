import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import type { z } from 'zod';
import type { Caller } from '../db/callers';
import type { Guard } from './authenticate';
import { parseRequest } from './contract/parse-request';
import type { Route } from './contract/route';
import { measuredAs } from './measure-requests';

/** A text of 1,600 characters is at most 10 kB of JSON; a lead with its notes and answers is the largest thing here. */
const LARGEST_BODY = '256kb';

/** A request that was let in and checked: what a handler works with. */
export interface Served<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType> {
  /** Null only where anyone may call. */
  caller: Caller;
  params: z.output<Params>;
  query: z.output<Query>;
  body: z.output<Body>;
  request: Request;
  response: Response;
}

/** An answer that is whole already, where the route's usual status and form do not fit. */
export class WholeAnswer {
  constructor(
    readonly status: number,
    readonly body: unknown,
  ) {}
}

/** An answer that is made piece by piece, as a file to keep: too long to hold in memory whole. */
export class StreamedAnswer {
  constructor(
    readonly contentType: 'application/json' | 'text/csv',
    readonly pieces: AsyncIterable<string>,
    readonly fileName: string,
  ) {}

  async send(response: Response): Promise<void> {
    response.status(200).type(this.contentType).attachment(this.fileName);
    // What goes wrong now can only break the answer off: its reader sees that it is not whole.
    await pipeline(Readable.from(this.pieces), response).catch(() => response.destroy());
  }
}

/**
 * Serves the routes of the contract: lets the caller in, checks the request against the route's schemas, hands it to the
 * handler and answers in the API's one form. Remembers what it serves, so that the app can say what is missing.
 */
export class Api {
  readonly served = new Set<Route>();

  constructor(
    private readonly router: Router,
    private readonly guard: Guard,
  ) {}

  serve<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType, Data extends z.ZodType>(
    route: Route<Params, Query, Body, Data>,
    handle: (served: Served<Params, Query, Body>) => Promise<z.output<Data> | WholeAnswer | StreamedAnswer>,
  ): void {
    this.route(route, async (served) => {
      const answer = await handle(served);
      const { response } = served;
      if (answer instanceof StreamedAnswer) await answer.send(response);
      else if (answer instanceof WholeAnswer) response.status(answer.status).json(answer.body);
      else response.status(route.answer.status).json({ success: true, data: answer });
    });
  }

  /** Serves a route whose answer is a stream: the handler begins it and returns; an error before that is an answer. */
  stream<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType, Data extends z.ZodType>(
    route: Route<Params, Query, Body, Data>,
    begin: (served: Served<Params, Query, Body>) => Promise<void>,
  ): void {
    this.route(route, async (served) => {
      // Express asks the GET handler, and a stream without a body would never end.
      if (served.request.method === 'HEAD') served.response.type('text/event-stream').end();
      else await begin(served);
    });
  }

  private route<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType, Data extends z.ZodType>(
    route: Route<Params, Query, Body, Data>,
    answer: (served: Served<Params, Query, Body>) => Promise<void>,
  ): void {
    this.served.add(route as unknown as Route);
    const steps: RequestHandler[] = [measuredAs(`/api/v1${route.path}`), this.guard(route.access)];
    // Read whatever its type says: a program that forgets the header means JSON all the same. Not `strict`: a body that is
    // JSON and no object is for the schema to refuse.
    if (route.body !== null) steps.push(express.json({ limit: LARGEST_BODY, type: () => true, strict: false }));
    steps.push(async (request, response) => {
      await answer({
        caller: response.locals.caller as Caller,
        params: parseRequest(route.params, { ...request.params }, 'NOT_FOUND'),
        query: parseRequest(route.query, { ...request.query }),
        body: (route.body === null ? undefined : parseRequest(route.body, request.body)) as z.output<Body>,
        request,
        response,
      });
    });
    this.router[route.method](route.path.replaceAll(/\{(\w+)\}/g, ':$1'), ...steps);
  }
}
