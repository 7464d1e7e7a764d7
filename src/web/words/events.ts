import { attemptEnd } from './agent-attempts';
import { ATTENTION_LABELS, leadStatusLabel, type Message, providerLabel, STATUS_LABELS } from './labels';
import { dayTimeLabel, durationLabel, secondsLabel } from './times';
import { withheldReason } from './withheld-rules';

/** An event of a conversation, as the timeline has it. */
export interface TimelineEvent {
  seq: number;
  /** ISO 8601. */
  at: string;
  type: string;
  /** Ids, times and names of rules. */
  data: Record<string, unknown>;
}

/** What the words can name beyond an event's own data; what is not known is said in general words. */
export interface EventContext {
  message?(messageId: string): Message | undefined;
  /** The name of a person or a key, from `user_…` or `key_…`. */
  caller?(callerId: string): string | undefined;
}

/** An event as a person understands it. */
export interface EventWords {
  /** One or two sentences. */
  what: string;
  about: 'lead' | 'text' | 'agent' | 'delivery' | 'consent' | 'setting' | 'work';
  /** Whether something was decided here, by a rule or by somebody; the rest is how it was carried out. */
  decision: boolean;
  tone: 'plain' | 'good' | 'warning' | 'bad';
}

type Tell = (data: EventData, context: EventContext) => EventWords;

/** Reads an event's data, which the API types as anything. */
class EventData {
  constructor(private readonly data: Record<string, unknown>) {}

  text(name: string): string | undefined {
    const value = this.data[name];
    return typeof value === 'string' ? value : undefined;
  }

  number(name: string): number | undefined {
    const value = this.data[name];
    return typeof value === 'number' ? value : undefined;
  }

  is(name: string): boolean {
    return this.data[name] === true;
  }

  message({ message }: EventContext): Message | undefined {
    return message?.(this.text('messageId') ?? '');
  }
}

const words = (
  about: EventWords['about'],
  what: string,
  { decision = true, tone = 'plain' }: { decision?: boolean; tone?: EventWords['tone'] } = {},
): EventWords => ({ what, about, decision, tone });

const step = { decision: false } as const;

/** One entry for each type of event that the product writes (test/web/events.test.ts looks into the sources). */
const TELL: Record<string, Tell> = {
  'inbound-message': (data) => inbound(data),
  send: (data, context) => {
    const sender = context.caller?.(data.message(context)?.sentBy ?? '');
    if (data.text('source') === 'system') return words('text', 'Parley itself sent a text.');
    if (data.text('source') === 'api') return words('text', `${sender ?? 'A program'} sent a text through the API.`);
    return words(
      'text',
      `${sender ?? 'A person'} sent a text. If the agent was to answer, this is the answer instead.${andRests(data)}`,
    );
  },
  'agent-reply': () => words('agent', 'The agent replied through the API.', { tone: 'good' }),
  'agent-reply-in-response': (data) =>
    words('agent', `The agent replied.${data.text('outcome') === 'queued' ? ' Earlier texts leave first.' : ''}`, {
      tone: 'good',
    }),
  'agent-reply-refused': (data) =>
    words('agent', `A reply of the agent was withheld: ${withheldReason(data.text('outcome'))}.`, { tone: 'warning' }),
  'text-scheduled': (data, context) => {
    const message = data.message(context);
    const who = message?.source === 'sms_agent' ? 'The agent' : (context.caller?.(message?.sentBy ?? '') ?? 'Somebody');
    return words('text', `${who} scheduled a text${forTime(data.number('dueAt'))}.`);
  },
  'schedule-changed': (data, context) => {
    const who = context.caller?.(data.text('by') ?? '') ?? 'Somebody';
    const what = data.is('words') ? 'the words of a scheduled text' : 'when a scheduled text leaves';
    return words('text', `${who} changed ${what}. It leaves${onTime(data.number('dueAt'))}.`);
  },
  'schedule-cancelled': (data, context) =>
    words('text', `${context.caller?.(data.text('by') ?? '') ?? 'Somebody'} cancelled a scheduled text.`, {
      tone: 'warning',
    }),
  'text-held': (data) => {
    const until = data.number('until') ?? Date.parse(data.text('until') ?? ''); // ISO 8601 in events of before
    return words(
      'delivery',
      `It is quiet where the lead may be, so the text waits${untilTime(until)}. A text that answers the lead may leave before it.`,
      { tone: 'warning' },
    );
  },
  'text-released': (data) =>
    words(
      'delivery',
      data.text('why') === 'quiet_hours'
        ? 'Quiet hours ended, so the text leaves.'
        : 'Its time came, so the text leaves.',
    ),
  'turn-asked': (data) => words('agent', `The agent was asked: attempt ${data.number('attempt') ?? 1}.`),
  'turn-attempt-ended': (data) =>
    data.text('outcome') === 'taken'
      ? words('agent', 'The agent took the question and will reply through the API.', step)
      : words('agent', attemptEnd(data.text('outcome')), { tone: 'warning' }),
  'turn-failed': () =>
    words('agent', 'The agent gave no answer, so a person has to. The status became Follow up.', { tone: 'bad' }),
  'answer-limit-reached': (data) =>
    words(
      'agent',
      `The agent had given ${data.number('answersPerHour') ?? 'too many'} answers within an hour, as many as it may, so a person has to look. The status became ${statusLabel(data.text('status'))}.`,
      { tone: 'bad' },
    ),
  'ask-agent-again': (data) =>
    words('agent', `Somebody had ${data.text('agentName') ?? 'the agent'} asked again, about ${texts(data)}.`),
  'delivery-paced': (data) =>
    words('delivery', `The number sends no faster than its rate allows, so the text leaves at ${slotLabel(data)}.`),
  'delivery-attempted': attempted,
  'delivery-reported': reported,
  'delivery-unconfirmed': () =>
    words('delivery', 'Nothing shows whether the text was sent. A person has to decide.', { tone: 'bad' }),
  'delivery-withheld': (data) =>
    words('delivery', `The text was withheld: ${withheldReason(data.text('rule'))}.`, { tone: 'warning' }),
  'send-again': (data, context) =>
    words(
      'delivery',
      `${capital(deciderOf(data, context))} had the text sent again, as nothing shows whether it arrived. The lead may get it twice.`,
    ),
  'marked-arrived': (data, context) =>
    words('delivery', `${capital(deciderOf(data, context))} decided that the text arrived. It is not sent again.`),
  'agent-mode-set': (data) =>
    data.is('agentMode')
      ? words('setting', 'Agent Mode was switched on.')
      : words('setting', 'Agent Mode was switched off. What waited for the agent was dropped.'),
  'status-set': (data) => words('setting', `The status was set to ${statusLabel(data.text('status'))}.`),
  idle: (data) =>
    words('setting', `Nothing was said for a long time, so the status became ${statusLabel(data.text('status'))}.`),
  'attention-cleared': (data) => {
    const reason = data.text('reason') as keyof typeof ATTENTION_LABELS | undefined;
    return words('setting', `A person looked at it${reason ? `: ${ATTENTION_LABELS[reason] ?? reason}` : ''}.`);
  },
  'do-not-contact-set': (data) =>
    data.is('holds')
      ? words('consent', 'The lead was marked Do Not Contact. Nothing is sent any more.', { tone: 'warning' })
      : words('consent', 'Do Not Contact was lifted. The lead may be texted again.'),
  'opted-out': () => words('consent', 'The lead opted out. Nothing is sent any more.', { tone: 'warning' }),
  'opted-in': () => words('consent', 'The lead opted in. It may be texted again.'),
  'near-opt-out-cleared': (data, context) => {
    const who = capital(deciderOf(data, context));
    const then = data.text('turnId') ? ' The agent is asked about what waited.' : '';
    return words('consent', `${who} decided that the text was no opt-out.${then}`);
  },
  'look-again': () => words('work', 'Something had stood still, so Parley looked at the conversation anew.', step),
};

/** The types that have words. */
export const TOLD_TYPES: readonly string[] = Object.keys(TELL);

/** What an event means. One of a type that is not known is said by its name: nothing is left out. */
export function eventWords(event: Pick<TimelineEvent, 'type' | 'data'>, context: EventContext = {}): EventWords {
  const tell = TELL[event.type];
  if (tell === undefined || !Object.hasOwn(TELL, event.type))
    return words('work', `Something happened: ${event.type}.`);
  return tell(new EventData(event.data), context);
}

const CONSENT_TEXTS: Record<string, EventWords> = {
  opted_out: words('consent', 'The lead opted out. Nothing is sent any more, and the agent is not asked.', {
    tone: 'warning',
  }),
  opted_in: words('consent', 'The lead opted in again. Such a word is not for the agent.'),
  help: words('consent', 'The lead asked for help with one word. Such a word is not for the agent.'),
  near_opt_out: words(
    'consent',
    'The lead wrote what sounds like an opt-out. The agent is not asked until a person decides.',
    { tone: 'warning' },
  ),
};

function slotLabel(data: EventData): string {
  return secondsLabel(new Date(data.number('until') ?? 0).toISOString());
}

function inbound(data: EventData): EventWords {
  const consent = CONSENT_TEXTS[data.text('consent') ?? ''];
  if (consent) return consent;
  if (data.is('late')) {
    return words('lead', 'A text of the lead arrived late. The agent is not asked about it: a person is to see it.', {
      tone: 'warning',
    });
  }
  const status = data.text('status');
  const reopened = status ? ` The status became ${statusLabel(status)}.` : '';
  return words('lead', `The lead wrote. ${whoIsAsked(data)}${reopened}`);
}

function whoIsAsked(data: EventData): string {
  if (data.text('turnId')) {
    const agent = data.text('agentName') ?? 'The agent';
    const windowMs = data.number('windowMs');
    return windowMs ? `${agent} is asked once it is quiet for ${durationLabel(windowMs)}.` : `${agent} is asked.`;
  }
  if (!data.is('agentMode')) return 'Agent Mode was off, so no agent is asked.';
  if (data.number('restsUntil') !== undefined) return `Nobody is asked.${andRests(data)}`;
  return 'No agent is asked: none is responsible, a person has to decide first, or the lead is not to be texted.';
}

function attempted(data: EventData, context: EventContext): EventWords {
  const message = data.message(context);
  const carrier = carrierOf(message);
  const code = data.text('errorCode');
  switch (data.text('verdict')) {
    case 'accepted':
      return words('delivery', `${carrier} took the text.`, step);
    case 'refused':
      return words('delivery', `${carrier} refused the text${because(message, code)}.`, { tone: 'bad' });
    case 'not-taken':
      return data.text('state') === 'failed'
        ? words('delivery', `${carrier} did not take the text${because(message, code)}. It was given up.`, {
            tone: 'bad',
          })
        : words('delivery', `The text did not reach ${carrier}${code ? ` (${code})` : ''}. It is tried again.`, {
            tone: 'warning',
          });
    default:
      return words(
        'delivery',
        `Nobody knows whether ${carrier} took the text${code ? ` (${code})` : ''}. It is not sent again until something shows that it was not taken.`,
        { tone: 'warning' },
      );
  }
}

function reported(data: EventData, context: EventContext): EventWords {
  const message = data.message(context);
  const carrier = carrierOf(message);
  switch (data.text('state')) {
    case 'delivered':
      return words('delivery', 'The text was delivered.', { ...step, tone: 'good' });
    case 'undelivered':
      return words('delivery', `${carrier} reports that the text did not arrive${because(message)}.`, { tone: 'bad' });
    case 'failed':
      return words('delivery', `${carrier} reports that the text failed${because(message)}.`, { tone: 'bad' });
    case 'sent':
      return words('delivery', `${carrier} reports that the text was sent.`, step);
    default:
      return words('delivery', `${carrier} reports: ${data.text('state') ?? 'nothing known'}.`, step);
  }
}

/** ": Unreachable carrier (30003)", from what is known of it. */
function because(message: Message | undefined, code = message?.errorCode ?? undefined): string {
  const said = message?.errorMessage?.replace(/[.\s]+$/, '');
  if (said) return `: ${said}${code ? ` (${code})` : ''}`;
  return code ? ` (${code})` : '';
}

function carrierOf(message: Message | undefined): string {
  return message ? providerLabel(message.provider) : 'The provider';
}

const timed =
  (preposition: string) =>
  (at: number | undefined): string =>
    at === undefined || Number.isNaN(at)
      ? ''
      : ` ${preposition} ${dayTimeLabel(new Date(at).toISOString(), Date.now())}`;

const forTime = timed('for');
const onTime = timed('on');
const untilTime = timed('until');
/** That the agent rests, as a sentence behind another; the lead's next text after it brings the rest. */
function andRests(data: EventData): string {
  const until = data.number('restsUntil');
  if (until === undefined) return '';
  const label = dayTimeLabel(new Date(until).toISOString(), Date.now());
  return ` The agent rests until ${label}, because a person wrote.`;
}

function deciderOf(data: EventData, context: EventContext): string {
  return context.caller?.(data.text('by') ?? '') ?? 'a person';
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function texts(data: EventData): string {
  const count = data.number('texts') ?? 1;
  return count === 1 ? '1 text' : `${count} texts`;
}

function statusLabel(status = ''): string {
  return STATUS_LABELS[status as keyof typeof STATUS_LABELS] ?? leadStatusLabel(status);
}
