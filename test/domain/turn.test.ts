import { type ReplyRefusal, replyRefusal, type TurnState } from '../../src/domain/turn';

/** Every state of a turn: what a reply that names it is told when the agent saw everything, and when the lead wrote since. */
const REFUSALS: Record<TurnState, { seen: ReplyRefusal | null; unseen: ReplyRefusal | null }> = {
  collecting: { seen: 'STALE_TURN', unseen: 'STALE_TURN' }, // nobody was asked yet, so it answers something older
  asking: { seen: null, unseen: 'STALE_TURN' },
  retrying: { seen: null, unseen: 'STALE_TURN' },
  waiting: { seen: null, unseen: 'STALE_TURN' },
  failed: { seen: null, unseen: 'STALE_TURN' }, // late is better than never
  answered: { seen: 'TURN_ALREADY_ANSWERED', unseen: 'TURN_ALREADY_ANSWERED' },
  superseded: { seen: 'STALE_TURN', unseen: 'STALE_TURN' },
  answered_by_person: { seen: 'ANSWERED_BY_PERSON', unseen: 'ANSWERED_BY_PERSON' },
  dropped: { seen: 'AGENT_MODE_OFF', unseen: 'AGENT_MODE_OFF' },
};

test.each(Object.entries(REFUSALS))('a reply to a turn that is %s', (state, { seen, unseen }) => {
  expect(replyRefusal(state as TurnState, false)).toBe(seen);
  expect(replyRefusal(state as TurnState, true)).toBe(unseen);
});
