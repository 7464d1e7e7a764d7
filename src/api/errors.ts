/**
 * Every error the API answers with: its HTTP status and what it means to the caller. `docs/errors.md` lists the same
 * codes; `test/api/errors-documented.test.ts` holds the two together both ways.
 */
export const ERRORS = {
  VALIDATION_ERROR: { status: 400, message: 'Some fields are missing or wrong; details names each.' },
  MALFORMED_JSON: { status: 400, message: 'The body is not valid JSON.' },
  MALFORMED_WEBHOOK: {
    status: 400,
    message: 'The webhook has a right signature, but not the fields of a text or a report.',
  },
  UNAUTHORIZED: { status: 401, message: 'Give a valid API key in the X-API-Key header, or sign in.' },
  WRONG_CREDENTIALS: { status: 401, message: 'Email and password do not fit together.' },
  FORBIDDEN: { status: 403, message: 'This needs another role, or a person who has signed in.' },
  CROSS_SITE_REFUSED: { status: 403, message: 'A page of another site cannot act for a person who has signed in.' },
  CONTACT_OPTED_OUT: { status: 403, message: 'This lead is not to be texted; details names the rule.' },
  BAD_SIGNATURE: {
    status: 403,
    message: "The provider's signature does not fit. Check PUBLIC_URL and the auth token.",
  },
  NOT_FOUND: { status: 404, message: 'There is nothing with this id or address.' },
  CAMPAIGN_NOT_FOUND: { status: 404, message: 'There is no campaign with this id.' },
  TURN_NOT_FOUND: { status: 404, message: 'This conversation has no turn with this id.' },
  AGENT_NOT_FOUND: { status: 404, message: 'There is no agent with this id.' },
  TURN_ALREADY_ANSWERED: {
    status: 409,
    message: 'Another reply answered this turn first; details holds its message id.',
  },
  STALE_TURN: { status: 409, message: 'The lead wrote again before this reply; answer the newer turn in details.' },
  ANSWERED_BY_PERSON: { status: 409, message: 'A person answered this turn.' },
  AGENT_MODE_OFF: { status: 409, message: 'Agent Mode was switched off before this reply.' },
  TURN_OPEN: { status: 409, message: 'The agent is being asked already; details holds the turn.' },
  NOTHING_TO_ANSWER: { status: 409, message: 'Every text of the lead is answered.' },
  NO_AGENT: { status: 409, message: 'No agent is responsible for this conversation.' },
  DECISION_NEEDED: { status: 409, message: 'The lead may have asked not to be texted: decide that first.' },
  NEAR_OPT_OUT: {
    status: 409,
    message: 'The lead may have opted out: the agent is not to write until a person has decided.',
  },
  NOTHING_TO_DECIDE: { status: 409, message: 'Nothing waits for such a decision; it was decided, or a report did.' },
  NO_LONGER_SCHEDULED: { status: 409, message: 'This text has left, or was withheld; details names its state.' },
  IDEMPOTENCY_KEY_IN_PROGRESS: {
    status: 409,
    message: 'The first request with this Idempotency-Key is still running.',
  },
  ALREADY_EXISTS: { status: 409, message: 'There is one already with what details names.' },
  IN_USE: { status: 409, message: 'Something still uses this; details says what.' },
  LAST_ADMIN: { status: 409, message: 'A tenant keeps one admin who can sign in.' },
  IMPORT_NOT_READY: { status: 409, message: 'The import is not in a state for this; details names its state.' },
  BODY_TOO_LARGE: { status: 413, message: 'The body is larger than this endpoint takes.' },
  UNSUPPORTED_ENCODING: { status: 415, message: 'Send the body as UTF-8, plain or with a usual content encoding.' },
  MISSING_LEAD_PHONE: { status: 422, message: 'The lead has no phone number, and the request gives no "to".' },
  MISSING_PHONE_NUMBER: { status: 422, message: 'Neither campaign, agent nor tenant has a number to send from.' },
  FROM_NOT_OURS: { status: 422, message: 'The "from" number is not one of your SMS-capable numbers.' },
  CONVERSATION_MISMATCH: { status: 422, message: 'The conversation has another pair of numbers than "to" and "from".' },
  CAMPAIGN_ARCHIVED: { status: 422, message: 'This campaign is archived.' },
  PROVIDER_NOT_CONFIGURED: { status: 422, message: 'There is no account at the provider; details names it.' },
  DELIVERY_REFUSED: { status: 422, message: "The provider refused the text; details holds the provider's code." },
  IDEMPOTENCY_KEY_REUSED: { status: 422, message: 'This Idempotency-Key was used with another request.' },
  TOO_MANY_TRIES: { status: 429, message: 'Too many failed sign-ins; Retry-After says when to try again.' },
  ANSWER_LIMIT_REACHED: {
    status: 429,
    message: 'The agent gave all the answers that it may give in this conversation within an hour; details says more.',
  },
  RATE_LIMITED: { status: 429, message: 'Too many requests; Retry-After says when to go on.' },
  TOO_MANY_STREAMS: { status: 429, message: 'This key or session has too many open streams; close some.' },
  INTERNAL_ERROR: { status: 500, message: 'Something went wrong on our side; it is in the log under the request id.' },
  PROVIDER_UNREACHABLE: { status: 502, message: 'The provider could not be asked; details says what it answered.' },
  OUTCOME_UNKNOWN: {
    status: 503,
    message: 'The database went away while recording. Repeat the request with the same Idempotency-Key to be sure.',
  },
  UNAVAILABLE: { status: 503, message: 'The database cannot be reached now. Nothing was recorded; try again soon.' },
} as const;

export type ErrorCode = keyof typeof ERRORS;

/** An answer that says what is wrong, by a code of `ERRORS`. Never holds a text or a number. */
export class ApiError extends Error {
  override name = 'ApiError';
  constructor(
    readonly code: ErrorCode,
    readonly details?: unknown,
  ) {
    super(ERRORS[code].message);
  }

  get status(): number {
    return ERRORS[this.code].status;
  }

  body(): { success: false; error: { code: ErrorCode; message: string; details?: unknown } } {
    return { success: false, error: { code: this.code, message: this.message, details: this.details } };
  }
}
