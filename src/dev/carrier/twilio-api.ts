import express, { type Request, type Response, type Router } from 'express';
import { refusalOf } from './create-rules';
import { type Fault, type Faults, REPORT_FAULT_KINDS } from './faults';
import { ListError, listPage } from './message-list';
import { type CarrierMessage, newMessageSid } from './messages';
import type { CreateEntry, Form } from './record';
import type { Reports } from './reports';
import type { CarrierStore } from './store';
import { errorJson, messageJson, notFound, type TwilioError } from './twilio-format';
import type { Webhooks } from './webhooks';

export interface TwilioApiParts {
  accountSid: string;
  authToken: string;
  numbers?: string[];
  store: CarrierStore;
  faults: Faults;
  reports: Reports;
  webhooks: Webhooks;
}

const UNAUTHORIZED: TwilioError = { httpStatus: 401, code: 20003, message: 'Authenticate' };

/** The part of Twilio's REST API that has to do with messages; mounted at `/2010-04-01/Accounts`. */
export function twilioApi(parts: TwilioApiParts): Router {
  const { accountSid, store, faults } = parts;
  const credentials = Buffer.from(`${accountSid}:${parts.authToken}`).toString('base64');

  const refuse = (req: Request, res: Response, error: TwilioError) => {
    if (isCreate(req)) recordCreate(store, req, { outcome: 'refused', httpStatus: error.httpStatus, code: error.code });
    else store.record({ type: 'lookup', path: pathOf(req), httpStatus: error.httpStatus });
    res.status(error.httpStatus).json(errorJson(error));
  };

  const router = express.Router();
  router.use(express.urlencoded({ extended: false, limit: '64kb' }));

  router.use((req, _res, next) => {
    if (!faults.take(['dark'])) return next();
    if (isCreate(req)) recordCreate(store, req, { outcome: 'dark', faults: ['dark'] });
    else store.record({ type: 'lookup', path: pathOf(req), httpStatus: null });
    req.socket.destroy();
  });

  router.use((req, res, next) => {
    if (req.headers.authorization === `Basic ${credentials}`) next();
    else refuse(req, res, UNAUTHORIZED);
  });

  router.post(`/${accountSid}/Messages.json`, (req, res) => create(parts, req, res));

  router.get(`/${accountSid}/Messages.json`, (req, res) => {
    try {
      const query = new URLSearchParams(req.originalUrl.split('?')[1] ?? '');
      const page = listPage(store.messages, query, accountSid, pathOf(req));
      store.record({ type: 'lookup', path: pathOf(req), httpStatus: 200 });
      res.json(page);
    } catch (error) {
      if (!(error instanceof ListError)) throw error;
      refuse(req, res, error.toTwilio());
    }
  });

  router.get(`/${accountSid}/Messages/:messageSid.json`, (req, res) => {
    const message = store.find(req.params.messageSid);
    if (!message) return refuse(req, res, notFound(pathOf(req)));
    store.record({ type: 'lookup', path: pathOf(req), httpStatus: 200 });
    res.json(messageJson(accountSid, message));
  });

  router.use((req, res) => refuse(req, res, notFound(pathOf(req))));
  return router;
}

/** Takes a message or not, as the rules and the faults that wait say, and answers or does not. */
async function create(parts: TwilioApiParts, req: Request, res: Response): Promise<void> {
  const { accountSid, faults, reports, store, webhooks } = parts;
  const form = formOf(req);
  const struck: Fault['kind'][] = [];
  const take: Faults['take'] = (kinds) => {
    const fault = faults.take(kinds, form.To);
    if (fault) struck.push(fault.kind);
    return fault;
  };
  const record = (what: Partial<CreateEntry> & Pick<CreateEntry, 'outcome'>) =>
    recordCreate(store, req, { ...what, faults: struck });

  const delay = take(['delay']);
  const answer = async (send: () => void) => {
    if (delay) await webhooks.pause(delay.ms);
    send();
  };
  const answerError = (error: TwilioError, retryAfter?: number) =>
    answer(() => {
      if (retryAfter !== undefined) res.set('Retry-After', String(retryAfter));
      res.status(error.httpStatus).json(errorJson(error));
    });

  const early = take(['drop-before-accept', 'status']);
  if (early?.kind === 'drop-before-accept') {
    record({ outcome: 'dropped-before-accept' });
    return answer(() => req.socket.destroy());
  }
  const error = early ? errorOf(early) : undefined;
  const refusal = early?.taken ? undefined : error;
  const refused = refusal ?? refusalOf(form, parts.numbers);
  if (refused) {
    record({ outcome: 'refused', httpStatus: refused.httpStatus, code: refused.code });
    return answerError(refused, refusal && early?.retryAfter);
  }

  const message = newMessage(form, take(REPORT_FAULT_KINDS));
  const dropped = error ? undefined : take(['drop-after-accept']);
  store.add(message);
  const said = error ?? { httpStatus: 201, code: undefined };
  record({
    messageSid: message.sid,
    ...(dropped
      ? { outcome: 'dropped-after-accept' }
      : { outcome: 'accepted', httpStatus: said.httpStatus, code: said.code }),
  });
  // What is answered is how the message was when it was taken, however far its reports have come meanwhile.
  const accepted = messageJson(accountSid, message);
  await reports.begin(message);
  if (dropped) return answer(() => req.socket.destroy());
  if (error) return answerError(error, early?.retryAfter);
  return answer(() => res.status(201).json(accepted));
}

function newMessage(form: Form, reportFault: CarrierMessage['reportFault']): CarrierMessage {
  const now = new Date().toISOString();
  return {
    sid: newMessageSid(),
    direction: 'outbound-api',
    from: form.From ?? '',
    to: form.To ?? '',
    body: form.Body ?? '',
    status: 'queued',
    errorCode: null,
    createdAt: now,
    updatedAt: now,
    sentAt: null,
    ...(form.StatusCallback ? { statusCallback: form.StatusCallback } : {}),
    ...(reportFault ? { reportFault } : {}),
  };
}

/** Twilio's general codes are 20 and the HTTP status (20429, 20500); 401 alone is 20003. */
function errorOf(fault: Extract<Fault, { kind: 'status' }>): TwilioError {
  const { httpStatus } = fault;
  const code = fault.code ?? (httpStatus === 401 ? UNAUTHORIZED.code : 20_000 + httpStatus);
  return { httpStatus, code, message: fault.message ?? `Simulated fault: HTTP ${httpStatus}` };
}

function recordCreate(
  store: CarrierStore,
  req: Request,
  what: Partial<CreateEntry> & Pick<CreateEntry, 'outcome'>,
): void {
  store.record({ type: 'create', form: formOf(req), faults: [], ...what });
}

function isCreate(req: Request): boolean {
  return req.method === 'POST' && req.path.endsWith('/Messages.json');
}

function pathOf(req: Request): string {
  return req.originalUrl.split('?')[0] ?? '';
}

/** The form's fields; of a field given more than once, the last. */
function formOf(req: Request): Form {
  const body = (req.body ?? {}) as Record<string, string | string[]>;
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [name, Array.isArray(value) ? (value.at(-1) ?? '') : value]),
  );
}
