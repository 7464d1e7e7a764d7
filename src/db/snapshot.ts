import { ATTENTION, type AttentionReason } from '../domain/attention';
import { type ConversationState, newConversation, readyText } from '../domain/conversation-state';
import type { ScheduledText } from '../domain/scheduled-text';
import type { Queryable } from './pool';

/**
 * A conversation's state as Postgres knows it, for a workflow that has none: after parking, or when Temporal lost it.
 * It holds the effect of every fact committed so far, so `handledSeq` is the newest one's number.
 */
export async function readSnapshot(db: Queryable, tenantId: string, interactionId: string): Promise<ConversationState> {
  const { rows } = await db.query({
    text: `
      select i.status, i.agent_mode, i.agent_rests_until, i.attention, i.last_signal_seq, coalesce(e.at, i.created_at) as last_event_at,
             (select json_build_object('turnId', t.turn_id, 'state', t.state, 'windowMs', t.window_ms, 'agentName', a.name,
                                       'openedAt', extract(epoch from t.opened_at) * 1000,
                                       'lastTextAt', extract(epoch from t.last_text_at) * 1000,
                                       'texts', (select count(*) from messages m where m.interaction_id = i.interaction_id
                                                  and m.direction = 'inbound' and m.seq between t.first_seq and t.last_seq))
                from turns t join sms_agents a using (agent_id)
               where t.interaction_id = i.interaction_id
                 and t.state in ('collecting', 'asking', 'retrying', 'waiting')) as turn,
             (select json_agg(json_build_object('messageId', m.message_id, 'seq', m.seq,
                                                'createdAt', extract(epoch from m.created_at) * 1000) order by m.seq)
                from messages m where m.interaction_id = i.interaction_id and m.state in ('queued', 'sending')) as outgoing,
             (select json_agg(json_build_object('messageId', m.message_id, 'dueAt', extract(epoch from m.send_at) * 1000,
                                                'why', m.scheduled_for) order by m.send_at, m.message_id)
                from messages m where m.interaction_id = i.interaction_id and m.state = 'scheduled') as scheduled,
             consent_of_conversation(i.tenant_id, i.lead_id, i.lead_number, i.our_number) <> 'ok' as blocked
        from interactions i
        left join events e on e.interaction_id = i.interaction_id and e.seq = i.last_signal_seq
       where i.tenant_id = $1 and i.interaction_id = $2`,
    values: [tenantId, interactionId],
  });
  const row = rows[0];
  if (row === undefined) throw new Error('no such conversation');
  const outgoing = (row.outgoing ?? []) as { messageId: string; seq: number; createdAt: number }[];
  const scheduled = ((row.scheduled ?? []) as ScheduledText[]).map((text) => ({
    ...text,
    // A lead that opted out while nobody watched: its texts are withheld now, as they would have been then.
    dueAt: row.blocked ? row.last_event_at.getTime() : Math.round(text.dueAt),
  }));
  return {
    ...newConversation(interactionId, row.last_event_at.getTime()),
    handledSeq: row.last_signal_seq,
    status: row.status,
    agentMode: row.agent_mode,
    restsUntil: row.agent_rests_until?.getTime() ?? null,
    needsPerson: row.attention && ATTENTION[row.attention as AttentionReason],
    turn: row.turn && openTurn(row.turn),
    // A text in 'sending' is claimed again, which finds its attempt and says that it is unclear.
    outgoing: outgoing.map((text) => readyText(text.messageId, text.seq, Math.round(text.createdAt))),
    scheduled,
  };
}

function openTurn(turn: {
  turnId: string;
  state: 'collecting' | 'asking' | 'retrying' | 'waiting';
  windowMs: number;
  agentName: string;
  openedAt: number;
  lastTextAt: number;
  texts: number;
}): ConversationState['turn'] {
  const phase = turn.state === 'retrying' ? 'asking' : turn.state;
  const { turnId, windowMs, agentName, texts } = turn;
  return {
    turnId,
    phase,
    windowMs,
    agentName,
    texts,
    openedAt: Math.round(turn.openedAt),
    lastTextAt: Math.round(turn.lastTextAt),
  };
}
