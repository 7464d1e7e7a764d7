import express, { type ErrorRequestHandler, type RequestHandler, type Router } from 'express';
import { z } from 'zod';
import { accountSchema, type CarrierAccountInput } from './accounts';
import { type ActiveFault, type FaultInput, faultSchema } from './faults';
import { ContradictionError, type InboundResult, type InboundText, inboundSchema } from './inbound';
import type { PhoneMessage } from './messages';
import { ownOriginOnly } from './own-origin';
import type { LogEntry } from './record';

/** What one can do with the simulator beside texting through it: from code in its process, or by `/simulator`. */
export interface CarrierControls {
  /** What a phone shows, oldest first; without a number, all phones. */
  messages(phone?: string): PhoneMessage[];
  /** Everything that happened, in order. */
  log(): LogEntry[];
  /** Texts the product as a person with a phone. */
  text(text: InboundText): Promise<InboundResult>;
  /** Adds an account, or changes the one with its SID: a new token, suspended, other numbers. Not kept over a restart. */
  setAccount(account: CarrierAccountInput): void;
  setFault(fault: FaultInput): ActiveFault;
  faults(): ActiveFault[];
  /** @returns whether it still waited */
  clearFault(id: number): boolean;
  clearFaults(): void;
}

export const ENDPOINTS = `Parley carrier simulator: Twilio's messages API, and the phones behind it.

POST   /2010-04-01/Accounts/{AccountSid}/Messages.json         create a message
GET    /2010-04-01/Accounts/{AccountSid}/Messages.json         list: To, From, DateSent, DateSent>, DateSent<, PageSize, Page
GET    /2010-04-01/Accounts/{AccountSid}/Messages/{Sid}.json   one message
GET    /2010-04-01/Accounts/{AccountSid}.json                  the account
GET    /2010-04-01/Accounts/{AccountSid}/IncomingPhoneNumbers.json   its numbers: PageSize, Page

GET    /                          in a browser: a phone to text with; ?phone=+12025550143&with=+12025550100 opens one
POST   /simulator/inbound         {from, to, body, messageSid?, attempts?, optOutType?}   a person texts us
GET    /simulator/messages        ?phone=+12125551234   what that phone shows, oldest first; without phone: all
GET    /simulator/stream          ?phone=…&phone=…   server-sent events: texts, phones, faults, notes; resumes with Last-Event-ID
GET    /simulator/log             everything that happened, in order
POST   /simulator/accounts        {accountSid, authToken, inboundUrl, numbers?, status?, type?, optOutHandling?}   one more account, or another token
POST   /simulator/faults          {kind, times?, to?, ...}   misbehave; times 0 = until cleared
GET    /simulator/faults          what waits to go wrong
DELETE /simulator/faults          behave again
DELETE /simulator/faults/{id}     forget one
`;

/**
 * What tests, demonstrations and the phone page ask of the simulator; mounted at `/simulator`. What is wrong with a body is
 * said in a line, and by field in `fields`.
 */
export function simulatorApi(carrier: CarrierControls, stream: RequestHandler): Router {
  const router = express.Router();
  router.use(ownOriginOnly);
  router.use(express.json({ limit: '64kb' }));

  router.post('/inbound', async (req, res) => {
    res.json(await carrier.text(inboundSchema.parse(req.body ?? {})));
  });

  router.get('/messages', (req, res) => {
    const { phone } = req.query;
    // A plus written as it is in a query string arrives as a space.
    res.json({ messages: carrier.messages(typeof phone === 'string' ? phone.replace(/^ /, '+') : undefined) });
  });

  router.get('/', (_req, res) => {
    res.type('text/plain').send(ENDPOINTS);
  });

  router.get('/stream', stream);

  router.get('/log', (_req, res) => {
    res.json({ log: carrier.log() });
  });

  router.post('/accounts', (req, res) => {
    carrier.setAccount(accountSchema.parse(req.body ?? {}));
    res.status(204).end();
  });

  router.post('/faults', (req, res) => {
    res.status(201).json({ fault: carrier.setFault(faultSchema.parse(req.body ?? {})) });
  });

  router.get('/faults', (_req, res) => {
    res.json({ faults: carrier.faults() });
  });

  router.delete('/faults', (_req, res) => {
    carrier.clearFaults();
    res.status(204).end();
  });

  router.delete('/faults/:id', (req, res) => {
    if (carrier.clearFault(Number(req.params.id))) res.status(204).end();
    else res.status(404).json({ error: 'no such fault waits' });
  });

  router.use((req, res) => {
    res
      .status(404)
      .json({ error: `${req.method} ${req.baseUrl}${req.path} is not known; GET /simulator lists what is` });
  });
  router.use(answerError);
  return router;
}

const answerError: ErrorRequestHandler = (error: unknown, _req, res, next) => {
  if (res.headersSent) return next(error);
  if (error instanceof z.ZodError) {
    const lines = error.issues.map(
      (issue) => (issue.path.length > 0 ? `${issue.path.join('.')}: ` : '') + issue.message,
    );
    const fields = Object.fromEntries(error.issues.map((issue) => [issue.path.join('.'), issue.message]));
    res.status(400).json({ error: lines.join('; '), fields });
  } else if (error instanceof ContradictionError) {
    res.status(409).json({ error: error.message });
  } else if (error instanceof SyntaxError) {
    res.status(400).json({ error: 'the body is not JSON' });
  } else {
    next(error);
  }
};
