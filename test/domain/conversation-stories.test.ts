import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { decide } from '../../src/domain/conversation';
import type { ConversationEvent } from '../../src/domain/conversation-events';
import { type ConversationSettings, newConversation } from '../../src/domain/conversation-state';
import type { Decision } from '../../src/domain/decision';
import { effectInWords, expectPlainJson, SETTINGS, type StateInWords, stateInWords } from './conversation-notation';

/**
 * A whole conversation as data: `test/stories/*.json`, one story a file.
 *
 *     {
 *       "story": "what it tells, in a sentence",
 *       "settings": { "settleForMs": 60000 },                      optional: what differs from the defaults
 *       "steps": [
 *         {
 *           "at": 1,                                               seconds since the story began
 *           "note": "why this step is here",                       optional, for readers
 *           "event": "send", "messageId": "msg_1", "source": "api",   an event of src/domain/conversation-events.ts
 *           "does": ["deliver-message msg_1"],                     exactly the effects, in words; left out: none
 *           "is": { "outgoing": ["msg_1 delivering"] }             what the state shows: any part of StateInWords
 *         }
 *       ]
 *     }
 *
 * Facts number themselves, each after the one before it; a step with a `seq` of its own is a fact told again, or the next
 * after events that the workflow is not told of. The words for effects and states are those of `conversation-notation.ts`.
 */
interface Story {
  story: string;
  settings?: Partial<ConversationSettings>;
  steps: Step[];
}

interface Step {
  at: number;
  note?: string;
  event: ConversationEvent['type'];
  seq?: number;
  does?: string[];
  is?: Partial<StateInWords>;
  [field: string]: unknown;
}

/** Any moment will do: the rules know no clock. */
const STARTED_AT = Date.UTC(2026, 1, 15, 10, 30);
const FACTS = [
  'inbound-message',
  'send',
  'agent-reply',
  'text-scheduled',
  'schedule-changed',
  'schedule-cancelled',
  'agent-mode-set',
  'status-set',
  'opted-out',
  'opted-in',
  'near-opt-out-cleared',
  'delivery-reported',
  'ask-agent-again',
  'attention-cleared',
  'look-again',
];

const folder = path.join(__dirname, '../stories');
const stories = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map((file) => ({ file, ...(JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as Story) }));

test.each(stories)('$story', (story) => {
  const settings = { ...SETTINGS, ...story.settings };
  let decision: Decision = { state: newConversation('int_1', STARTED_AT), effects: [] };
  let newest = 0;
  for (const [index, step] of story.steps.entries()) {
    const { at, note: _note, event: type, does = [], is = {}, seq = newest + 1, ...fields } = step;
    const number = FACTS.includes(type) ? { seq, after: newest } : {};
    if (FACTS.includes(type)) newest = Math.max(newest, seq);
    const event = { type, at: STARTED_AT + at * 1_000, ...number, ...fields } as ConversationEvent;

    decision = decide(decision.state, event, settings);

    const place = `${story.file}, step ${index + 1}: ${type} at ${at} s`;
    const got = stateInWords(decision.state, settings, STARTED_AT);
    const shown = Object.fromEntries(Object.keys(is).map((part) => [part, got[part as keyof StateInWords]]));
    expect({ place, does: decision.effects.map(effectInWords), is: shown }).toEqual({ place, does, is });
    expectPlainJson(decision.state);
  }
});

test('there are stories, and each is told in a file that is named for it', () => {
  expect(stories.length).toBeGreaterThanOrEqual(8);
  for (const { file } of stories) expect(file).toMatch(/^[a-z]+(-[a-z]+)*\.json$/);
});
