import {
  behind,
  type Case,
  ended,
  type Given,
  inbound,
  paced,
  reported,
  runCase,
  send,
  settled,
  time,
} from './conversation-notation';

const HOUR_MS = 3_600_000;
const sent = send('msg_1'); // at 1 s
/** The workflow was not told of an event before it. */
const sentLater: Given = { type: 'send', messageId: 'msg_1', source: 'api', seq: 5 };
const two = [sent, send('msg_2')];
const held = [sent, ended('msg_1', 'not-taken')]; // at 2 s, for 1 s
/** In doubt since 2 s; looked for at 5, 12, 32 and 62 s. */
const doubtful = [sent, ended('msg_1', 'unclear')];
const firstLook = [...doubtful, time(5_000)];
const lastLook: Given[] = [
  ...firstLook,
  settled('msg_1', 'none'),
  time(12_000),
  settled('msg_1', 'none', 12_100),
  time(32_000),
  settled('msg_1', 'none', 32_100),
  time(62_000),
];
const unconfirmed = [...lastLook, settled('msg_1', 'unconfirmed', 62_100)];

const cases: Record<string, Case[]> = {
  'texts leave in order': [
    ['the first at once', [sent], ['deliver-message msg_1'], { outgoing: ['msg_1 delivering'] }],
    ['the second waits for it', two, [], { outgoing: ['msg_1 delivering', 'msg_2 ready'] }],
    [
      'and leaves when it was taken',
      [...two, ended('msg_1', 'accepted')],
      ['deliver-message msg_2'],
      { outgoing: ['msg_2 delivering'] },
    ],
    [
      'or when it was refused',
      [...two, ended('msg_1', 'refused')],
      ['deliver-message msg_2'],
      { outgoing: ['msg_2 delivering'], needsPerson: 'send failed' },
    ],
    ['a text that was taken is done', [sent, ended('msg_1', 'accepted')], [], { outgoing: [], needsPerson: null }],
  ],
  'a text that was not taken': [
    ['waits a second', held, [], { outgoing: ['msg_1 held'], next: 'try the send again at 3', waitingFor: 'provider' }],
    ['is tried again then', [...held, time(3_000)], ['deliver-message msg_1'], { outgoing: ['msg_1 delivering'] }],
    [
      'waits twice as long the second time',
      [...held, time(3_000), ended('msg_1', 'not-taken', 4_000)],
      [],
      { next: 'try the send again at 6' },
    ],
    ['holds those behind it', [...held, send('msg_2')], [], { outgoing: ['msg_1 held', 'msg_2 ready'] }],
    ['just before its hour is over is not given up', [...held, time(999 + HOUR_MS)], ['deliver-message msg_1'], {}],
    ['after an hour is tried for the last time', [...held, time(1_000 + HOUR_MS)], ['deliver-message msg_1 last'], {}],
  ],
  'a text behind another': [
    [
      'looks again in a second',
      [sent, ended('msg_1', 'behind')],
      [],
      { outgoing: ['msg_1 held'], next: 'try the send again at 3', waitingFor: 'nothing' },
    ],
    [
      'that nobody is at: that one leaves first',
      [sentLater, behind('msg_1', { messageId: 'msg_0', seq: 2 })],
      ['deliver-message msg_0'],
      { outgoing: ['msg_0 delivering', 'msg_1 held'] },
    ],
    [
      'that is on its way already: it is not taken up twice',
      [...two, behind('msg_2', { messageId: 'msg_1', seq: 1 })],
      [],
      { outgoing: ['msg_1 delivering', 'msg_2 held'] },
    ],
  ],
  'a text that waits for the sending rate of its number': [
    [
      'waits until its slot, and nobody takes that for a failure',
      [sent, paced('msg_1', 60_000)],
      [],
      { outgoing: ['msg_1 held'], next: 'sending rate of the number: 00:01:00 UTC at 60', waitingFor: 'nothing' },
    ],
    [
      'leaves in its slot',
      [sent, paced('msg_1', 60_000), time(60_000)],
      ['deliver-message msg_1'],
      { outgoing: ['msg_1 delivering'] },
    ],
    ['holds those behind it', [...two, paced('msg_1', 60_000)], [], { outgoing: ['msg_1 held', 'msg_2 ready'] }],
    [
      'is not given up for having waited: an hour is counted from its slot',
      [
        sent,
        paced('msg_1', 2 * HOUR_MS),
        time(2 * HOUR_MS),
        ended('msg_1', 'not-taken', 2 * HOUR_MS),
        time(2.9 * HOUR_MS),
      ],
      ['deliver-message msg_1'],
      {},
    ],
    [
      'and then waits for the provider',
      [sent, paced('msg_1', 60_000), time(60_000), ended('msg_1', 'not-taken', 60_100)],
      [],
      { next: 'try the send again at 61.1', waitingFor: 'provider' },
    ],
    [
      'whose slot Postgres takes for later than we do is not asked for over and over',
      [sent, paced('msg_1', 1_900)],
      [],
      { next: 'sending rate of the number: 00:00:02 UTC at 2.1' },
    ],
    [
      'of a lead who opts out is claimed at once, to be withheld',
      [sent, paced('msg_1', 60_000), { ...inbound('msg_2'), type: 'inbound-message', consent: 'opted_out' } as Given],
      ['deliver-message msg_1'],
      {},
    ],
  ],
  'an unclear text': [
    [
      'is looked for, not sent again',
      [...doubtful, time(4_999)],
      [],
      { outgoing: ['msg_1 settling'], next: 'look for evidence of an unclear send at 5', waitingFor: 'evidence' },
    ],
    ['holds those behind it', [...doubtful, send('msg_2')], [], { outgoing: ['msg_1 settling', 'msg_2 ready'] }],
    ['the first look', firstLook, ['settle-message msg_1'], {}],
    [
      'finds nothing: the next look',
      [...firstLook, settled('msg_1', 'none')],
      [],
      { next: 'look for evidence of an unclear send at 12' },
    ],
    ['the last look', lastLook, ['settle-message msg_1 last'], {}],
    [
      'that never left after all waits to be sent again',
      [...firstLook, settled('msg_1', 'not-taken')],
      [],
      { outgoing: ['msg_1 held'], next: 'try the send again at 7' },
    ],
    ['is settled by evidence', [...firstLook, settled('msg_1', 'settled')], [], { outgoing: [], needsPerson: null }],
    [
      'settled lets the next one leave',
      [...firstLook, send('msg_2'), settled('msg_1', 'settled')],
      ['deliver-message msg_2'],
      {},
    ],
    [
      'without evidence is a person’s to decide',
      unconfirmed,
      [],
      { outgoing: [], needsPerson: 'send unconfirmed', waitingFor: 'person' },
    ],
    [
      'unconfirmed lets the next one leave',
      [...lastLook, send('msg_2'), settled('msg_1', 'unconfirmed', 62_100)],
      ['deliver-message msg_2'],
      { needsPerson: 'send unconfirmed' },
    ],
  ],
  'a report': [
    ['settles an unclear text', [...doubtful, reported('msg_1', 'delivered')], [], { outgoing: [] }],
    [
      'lets the next one leave',
      [...doubtful, send('msg_2'), reported('msg_1', 'delivered')],
      ['deliver-message msg_2'],
      {},
    ],
    [
      'during a look: what the look says changes nothing',
      [...firstLook, reported('msg_1', 'sent'), settled('msg_1', 'settled')],
      [],
      { outgoing: [] },
    ],
    [
      'of an unconfirmed text: nobody has to look any more',
      [...unconfirmed, reported('msg_1', 'delivered')],
      [],
      { needsPerson: null, waitingFor: 'nothing' },
    ],
    [
      'of one of two unconfirmed texts: somebody has to look at the other one',
      [...unconfirmed, reported('msg_0', 'delivered', { attentionCleared: false })],
      [],
      { needsPerson: 'send unconfirmed', waitingFor: 'person' },
    ],
    [
      'that an unconfirmed text failed: a person still has to look',
      [...unconfirmed, reported('msg_1', 'failed')],
      [],
      { needsPerson: 'send failed' },
    ],
    [
      'that an unclear text failed needs a person, as a refusal does',
      [...doubtful, reported('msg_1', 'failed')],
      [],
      { outgoing: [], needsPerson: 'send failed' },
    ],
  ],
};

describe.each(Object.entries(cases))('%s', (_of, rows) => {
  test.each(rows)('%s', (_what, given, effects, state) => runCase(given, effects, state));
});
