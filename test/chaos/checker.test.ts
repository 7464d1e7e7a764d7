import { check } from './checker';
import { MadeUpStory } from './made-up-story';

type Case = [what: string, story: MadeUpStory, rules: string[]];

const story = () => new MadeUpStory();
/** A text that was answered. */
const exchange = () => story().text(1, 'SM1', 'Open?').asked(3, 'turn_1', 'Open?').replied(4, 'turn_1', 'Yes');
const stopped = () => exchange().text(10, 'SM2', 'STOP');

function change(told: MadeUpStory, how: (told: MadeUpStory) => void): MadeUpStory {
  how(told);
  return told;
}

const cases: Record<string, Case[]> = {
  'texts of leads': [
    ['one that was answered once', exchange(), []],
    ['answered 200 and not recorded', story().text(1, 'SM1', 'Open?', { recorded: false }), ['text-lost']],
    ['never answered, and not recorded', story().text(1, 'SM1', 'Open?', { answered: null, recorded: false }), []],
    [
      'never answered, and recorded all the same, needs an answer too',
      story().text(1, 'SM1', 'Open?', { answered: null }),
      ['not-forwarded'],
    ],
    [
      'recorded twice',
      exchange().record(6, 'msg_again', 'Open?', { direction: 'inbound', providerMessageId: 'SM1' }),
      ['text-twice', 'out-of-order'],
    ],
    [
      'recorded, and nobody wrote it',
      exchange().record(6, 'msg_x', 'Boo', { direction: 'inbound', providerMessageId: 'SM9' }),
      ['text-invented'],
    ],
    [
      'recorded with other words',
      change(exchange(), (told) => {
        told.conversation.messages[0]!.message = told.conversation.transcript[0]!.message = 'Shut?';
      }),
      ['text-changed', 'not-forwarded'],
    ],
    [
      'a transcript that leaves one out',
      change(exchange(), (told) => told.conversation.transcript.pop()),
      ['transcript-differs'],
    ],
    [
      'two conversations of one pair',
      change(exchange(), (told) =>
        told.seen.conversations.push({ ...told.conversation, interactionId: 'int_2', messages: [], transcript: [] }),
      ),
      ['conversation-twice'],
    ],
  ],
  'what reaches the agent': [
    ['a text that never did', story().text(1, 'SM1', 'Open?'), ['not-forwarded']],
    ['HELP is not for it', story().text(1, 'SM1', 'HELP'), []],
    ['a person answered first', story().text(1, 'SM1', 'Open?').sent(2, 'Yes, we are', { source: 'manual' }), []],
    [
      'a person answered before',
      story().sent(0, 'Hi', { source: 'manual' }).text(1, 'SM1', 'Open?'),
      ['not-forwarded'],
    ],
    [
      'a person answered, but after a later text had been forwarded',
      exchange()
        .text(5, 'SM2', 'And lost?')
        .text(6, 'SM3', 'Sunday?')
        .asked(8, 'turn_2', 'Sunday?')
        .sent(9, 'Hm', { source: 'manual' }),
      ['not-forwarded'],
    ],
    ['the lead had opted out', stopped().text(12, 'SM3', 'Sorry'), []],
    ['the lead opted out while it waited', story().text(1, 'SM1', 'Open?').text(2, 'SM2', 'STOP'), []],
    ['the lead had opted in again', stopped().text(12, 'SM3', 'START').text(20, 'SM4', 'And now?'), ['not-forwarded']],
    [
      'the lead opted out much later, while nothing moved',
      story().text(1, 'SM1', 'Open?').text(500, 'SM2', 'STOP'),
      [],
    ],
    [
      'the lead opted out much later, after others of its texts had moved',
      story().text(1, 'SM1', 'Open?').sent(3, 'Offer').text(500, 'SM2', 'STOP'),
      ['not-forwarded'],
    ],
    ['Agent Mode was off', exchange().agentMode(9, false).text(10, 'SM2', 'And now?').agentMode(15, true), []],
    [
      'Agent Mode was on again',
      exchange().agentMode(9, false).agentMode(12, true).text(20, 'SM2', 'And now?'),
      ['not-forwarded'],
    ],
  ],
  replies: [
    ['two on the phone', exchange().replied(5, 'turn_1', 'Yes indeed'), ['two-replies', 'two-replies']],
    ['a second that was withheld', exchange().replied(5, 'turn_1', 'Yes indeed', 'withheld'), []],
    [
      'to a turn that a later one took over',
      story()
        .text(1, 'SM1', 'Open?')
        .asked(3, 'turn_1', 'Open?')
        .text(4, 'SM2', 'On Sunday?')
        .asked(6, 'turn_2', 'Open?', 'On Sunday?')
        .replied(7, 'turn_1', 'Yes'),
      ['stale-reply'],
    ],
    [
      'that stands before what it answers',
      change(exchange(), (told) => {
        const { messages, transcript } = told.conversation;
        messages.reverse();
        transcript.reverse();
        messages.forEach((message, place) => {
          message.seq = place + 1;
          message.timestamp = '2026-03-01T10:00:05.000Z';
        });
      }),
      ['out-of-order'],
    ],
  ],
  sends: [
    ['one that was taken', story().sent(1, 'Offer'), []],
    ['taken twice under one id', story().sent(1, 'Offer').handedOver(3, 'Offer'), ['sent-twice']],
    [
      'two texts of one send',
      story().sent(1, 'Offer').record(2, 'msg_2', 'Offer', {}).handedOver(2.1, 'Offer', { messageId: 'msg_2' }),
      ['sent-twice', 'repeat-is-new'],
    ],
    ['a repeat with the same answer', story().sent(1, 'Offer').called(2, 'Offer', { messageId: 'msg_Offer' }), []],
    [
      'a repeat with another id',
      story().sent(1, 'Offer').called(2, 'Offer', { messageId: 'msg_2' }),
      ['repeat-is-new', 'send-lost'],
    ],
    [
      'answered sent and on no phone',
      story().record(1, 'msg_Offer', 'Offer', { state: 'unconfirmed' }).called(1, 'Offer', { messageId: 'msg_Offer' }),
      ['sent-missing'],
    ],
    [
      'delivered, as is said, and on no phone',
      story()
        .record(1, 'msg_Offer', 'Offer', {})
        .called(1, 'Offer', { messageId: 'msg_Offer', status: 202, said: 'queued' }),
      ['sent-missing'],
    ],
    [
      'withheld, as is said, and on the phone',
      story().sent(1, 'Offer', { state: 'withheld' }).handedOver(2, 'Offer'),
      ['wrong-state'],
    ],
    [
      'unconfirmed and on the phone: nobody said that it is not',
      story().sent(1, 'Offer', { state: 'unconfirmed' }),
      [],
    ],
    [
      'answered queued and in no transcript',
      story().called(1, 'Offer', { status: 202, said: 'queued', messageId: 'msg_1' }),
      ['send-lost'],
    ],
    [
      'refused, and sent',
      story().sent(1, 'Offer', { calls: false }).called(1, 'Offer', { status: 403, said: 'CONTACT_OPTED_OUT' }),
      ['refused-and-sent'],
    ],
    [
      'without an answer, and sent',
      story().sent(1, 'Offer', { calls: false }).called(1, 'Offer', { status: null }),
      [],
    ],
    [
      'on a phone and in no transcript',
      story().handedOver(1, 'Offer').called(1, 'Offer', { status: null }),
      ['not-in-transcript'],
    ],
    ['that nobody asked for', story().sent(1, 'Offer', { calls: false }), ['send-invented']],
    [
      'still queued at rest',
      story()
        .record(1, 'msg_Offer', 'Offer', { state: 'queued' })
        .called(1, 'Offer', { status: 202, said: 'queued', messageId: 'msg_Offer' }),
      ['left-hanging'],
    ],
    [
      'a turn that still collects at rest',
      change(exchange(), (told) => {
        told.conversation.turn = 'collecting';
      }),
      ['left-hanging'],
    ],
    [
      'a turn that the agent took and never answers',
      change(exchange(), (told) => {
        told.conversation.turn = 'waiting';
      }),
      [],
    ],
  ],
  'after STOP': [
    ['nothing', stopped(), []],
    ['a send', stopped().sent(12, 'Offer'), ['sent-after-stop']],
    [
      'a request that the carrier never answered is one too',
      stopped().handedOver(12, 'Offer', { taken: false }).called(12, 'Offer', { status: null }),
      ['sent-after-stop'],
    ],
    ['a send between STOP and its answer', exchange().text(10, 'SM2', 'STOP', { answered: 14 }).sent(12, 'Offer'), []],
    ['a send after START', stopped().text(20, 'SM3', 'START').sent(21, 'Offer'), []],
    ['a send between two STOPs', stopped().text(20, 'SM3', 'STOP').sent(21, 'Offer'), ['sent-after-stop']],
    ['its confirmation', stopped().sent(11, 'You are unsubscribed', { source: 'system', calls: false }), []],
    [
      'two confirmations',
      stopped()
        .sent(11, 'Unsubscribed', { source: 'system', calls: false })
        .sent(12, 'Really', { source: 'system', calls: false }),
      ['confirmed-twice'],
    ],
    [
      'a confirmation after ten minutes',
      stopped().sent(610, 'Unsubscribed', { source: 'system', calls: false }),
      ['confirmed-late'],
    ],
  ],
  order: [
    ['times that go back', exchange().sent(3, 'Offer'), ['out-of-order']],
    [
      'a text that was answered before another was written, and stands after it',
      change(story().text(1, 'SM1', 'One').text(3, 'SM2', 'Two').asked(5, 'turn_1', 'One', 'Two'), (told) => {
        const [one, two] = told.conversation.messages;
        told.conversation.messages = [
          { ...two!, seq: 1, timestamp: one!.timestamp },
          { ...one!, seq: 2 },
        ];
        told.conversation.transcript.reverse();
      }),
      ['out-of-order'],
    ],
    [
      'texts that were under way at once may stand either way',
      change(
        story().text(1, 'SM1', 'One', { answered: 4 }).text(3, 'SM2', 'Two').asked(5, 'turn_1', 'One', 'Two'),
        (told) => {
          const [one, two] = told.conversation.messages;
          told.conversation.messages = [
            { ...two!, seq: 1, timestamp: one!.timestamp },
            { ...one!, seq: 2 },
          ];
          told.conversation.transcript.reverse();
        },
      ),
      [],
    ],
    [
      'ours that came to the phone the other way round',
      story()
        .record(1, 'msg_a', 'a', {})
        .record(2, 'msg_b', 'b', {})
        .handedOver(3, 'b')
        .handedOver(4, 'a')
        .called(1, 'a', { messageId: 'msg_a' })
        .called(2, 'b', { messageId: 'msg_b' }),
      ['out-of-order'],
    ],
    [
      'one of them is unconfirmed: nobody knows when it left',
      story()
        .record(1, 'msg_a', 'a', { state: 'unconfirmed' })
        .record(2, 'msg_b', 'b', {})
        .handedOver(3, 'b')
        .handedOver(4, 'a')
        .called(1, 'a', { messageId: 'msg_a' })
        .called(2, 'b', { messageId: 'msg_b' }),
      [],
    ],
  ],
};

describe.each(Object.entries(cases))('%s', (_, group) => {
  test.each(group)('%s', (_what, { seen }, rules) => {
    expect(check(seen).map(({ rule }) => rule)).toEqual(rules);
  });
});
