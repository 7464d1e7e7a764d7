import express, { type Request, type Response, type Router } from 'express';
import { accountJson, numberPage } from './account-format';
import type { Accounts, CarrierAccount } from './accounts';
import { refusalOf } from './create-rules';
import { type Fault, type Faults, REPORT_FAULT_KINDS } from './faults';
import { listPage } from './message-list';
import { type CarrierMessage, newMessageSid } from './messages';
import type { OptOuts } from './opt-outs';
import { ListError } from './paging';
import type { CreateEntry, Form } from './record';
import type { Reports } from './reports';
import type { CarrierStore } from './store';
import { errorJson, messageJson, notFound, type TwilioError } from './twilio-format';
import type { Webhooks } from './webhooks';

export interface TwilioApiParts {
  accounts: Accounts;
  store: CarrierStore;
  faults: Faults;
  reports: Reports;
  webhooks: Webhooks;
  optOuts: OptOuts;
}

const UNAUTHORIZED: TwilioError = { httpStatus: 401, code: 20003, message: 'Authenticate' };

/** The part of Twilio's REST API that has to do with messages and whose they are; mounted at `/2010-04-01/Accounts`. */
export function twilioApi(parts: TwilioApiParts): Router {
  const { accounts, store, faults } = parts;

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
    const account = accounts.authenticated(req.headers.authorization);
    if (account === undefined) return refuse(req, res, UNAUTHORIZED);
    const [, accountSid] = req.path.split(/[/.]/);
    if (accountSid !== account.accountSid) return refuse(req, res, notFound(pathOf(req)));
    res.locals.account = account;
    next();
  });
  const accountOf = (res: Response): CarrierAccount => res.locals.account;
  const answer = (req: Request, res: Response, body: object) => {
    store.record({ type: 'lookup', path: pathOf(req), httpStatus: 200 });
    res.json(body);
  };
  const answerList = (req: Request, res: Response, page: (query: URLSearchParams) => object) => {
    try {
      answer(req, res, page(new URLSearchParams(req.originalUrl.split('?')[1] ?? '')));
    } catch (error) {
      if (!(error instanceof ListError)) throw error;
      refuse(req, res, error.toTwilio());
    }
  };

  router.get('/:accountSid.json', (req, res) => answer(req, res, accountJson(accountOf(res))));

  // 20003 is Twilio's word for both: wrong credentials, and an account that is not active any more.
  router.use((req, res, next) => (accountOf(res).status === 'active' ? next() : refuse(req, res, UNAUTHORIZED)));

  router.post('/:accountSid/Messages.json', (req, res) => create(parts, accountOf(res), req, res));

  router.get('/:accountSid/Messages.json', (req, res) =>
    answerList(req, res, (query) => listPage(store.messages, query, accountOf(res).accountSid, pathOf(req))),
  );

  router.get('/:accountSid/Messages/:messageSid.json', (req, res) => {
    const message = store.find(req.params.messageSid);
    if (message?.accountSid !== accountOf(res).accountSid) return refuse(req, res, notFound(pathOf(req)));
    answer(req, res, messageJson(message));
  });

  router.get('/:accountSid/IncomingPhoneNumbers.json', (req, res) =>
    answerList(req, res, (query) => numberPage(accountOf(res), query, pathOf(req))),
  );

  router.use((req, res) => refuse(req, res, notFound(pathOf(req))));
  return router;
}

/** Takes a message or not, as the rules and the faults that wait say, and answers or does not. */
async function create(parts: TwilioApiParts, account: CarrierAccount, req: Request, res: Response): Promise<void> {
  const { faults, optOuts, reports, store, webhooks } = parts;
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
  const refused = refusal ?? refusalOf(form, account, optOuts);
  if (refused) {
    record({ outcome: 'refused', httpStatus: refused.httpStatus, code: refused.code });
    return answerError(refused, refusal && early?.retryAfter);
  }

  const message = newMessage(account, form, take(REPORT_FAULT_KINDS));
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
  const accepted = messageJson(message);
  await reports.begin(message);
  if (dropped) return answer(() => req.socket.destroy());
  if (error) return answerError(error, early?.retryAfter);
  return answer(() => res.status(201).json(accepted));
}

function newMessage(
  { accountSid }: CarrierAccount,
  form: Form,
  reportFault: CarrierMessage['reportFault'],
): CarrierMessage {
  const now = new Date().toISOString();
  return {
    sid: newMessageSid(),
    accountSid,
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
