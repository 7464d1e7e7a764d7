// @ts-check
/** @import { Fault } from './shapes.js' */
/** The carrier's faults (../faults.ts) in plain words, and what can be set of each. */

/**
 * @typedef {object} FaultField
 * @property {string} name
 * @property {string} label
 * @property {string} [value] to begin with
 * @property {string} [hint]
 * @property {'number' | 'text' | 'yes-no'} type
 */

/**
 * @typedef {object} FaultKind
 * @property {string} kind
 * @property {string} title
 * @property {string} effect
 * @property {FaultField[]} fields
 */

/** @type {FaultField} */
const DELIVERY_CODE = {
  name: 'code',
  label: 'Error code',
  type: 'number',
  value: '30003',
  hint: '30003: the phone is off. 30007: filtered as spam.',
};

/** @type {FaultKind[]} */
export const FAULT_KINDS = [
  {
    kind: 'drop-after-accept',
    title: 'Takes the text, then hangs up',
    effect: 'The text arrives, but Parley gets no answer. It must not send again; it looks for evidence.',
    fields: [],
  },
  {
    kind: 'drop-before-accept',
    title: 'Hangs up before taking the text',
    effect: 'Nothing arrives, and Parley cannot tell that from the fault above.',
    fields: [],
  },
  {
    kind: 'status',
    title: 'Answers with an error',
    effect: '429 says “not now”, 400 with a code such as 21610 refuses for good, 5xx leaves open what happened.',
    fields: [
      { name: 'httpStatus', label: 'HTTP status', type: 'number', value: '503' },
      { name: 'code', label: 'Twilio’s error code', type: 'number', hint: 'Empty: the general one for that status.' },
      { name: 'retryAfter', label: 'Retry-After, in seconds', type: 'number', hint: 'Empty: no such header.' },
      { name: 'message', label: 'Message', type: 'text', hint: 'Empty: a general one.' },
      { name: 'taken', label: 'The text was taken all the same', type: 'yes-no' },
    ],
  },
  {
    kind: 'delay',
    title: 'Answers late',
    effect: 'The text is taken at once; the answer comes after this time.',
    fields: [{ name: 'ms', label: 'Milliseconds', type: 'number', value: '4000' }],
  },
  {
    kind: 'fail-delivery',
    title: 'Takes the text and cannot deliver it',
    effect: 'Parley hears “sent” and then “undelivered”, with this code.',
    fields: [DELIVERY_CODE],
  },
  {
    kind: 'no-reports',
    title: 'Never says what became of a text',
    effect: 'The text arrives; Parley gets no delivery report about it.',
    fields: [],
  },
  {
    kind: 'reports-twice',
    title: 'Reports everything twice',
    effect: 'Each delivery report comes again.',
    fields: [],
  },
  {
    kind: 'reports-backwards',
    title: 'Reports in the wrong order',
    effect: '“Delivered” comes before “sent”.',
    fields: [],
  },
  {
    kind: 'report-first',
    title: 'Reports before it answers',
    effect: 'The first delivery report comes while Parley still waits for the answer.',
    fields: [],
  },
  {
    kind: 'dark',
    title: 'Goes dark',
    effect: 'Answers Parley nothing at all: no sending, no look-ups. Texts from phones still reach Parley.',
    fields: [],
  },
];

/** @param {string} kind */
export function faultTitle(kind) {
  return FAULT_KINDS.find((each) => each.kind === kind)?.title ?? kind;
}

/** What else was set of a fault, in words. @param {Fault} fault @param {(phone: string) => string} nameOf */
export function faultDetails({ kind, remaining, to, httpStatus, code, retryAfter, taken, ms }, nameOf) {
  const often = remaining === null ? 'until cleared' : remaining === 1 ? 'once more' : `${remaining} times more`;
  return [
    often,
    kind === 'dark' ? '' : to ? `for ${nameOf(to)}` : 'for any phone',
    httpStatus ? `HTTP ${httpStatus}` : '',
    code ? `code ${code}` : '',
    retryAfter === undefined ? '' : `retry after ${retryAfter} s`,
    taken ? 'though the text is taken' : '',
    ms === undefined ? '' : `${ms} ms`,
  ]
    .filter(Boolean)
    .join(' · ');
}
