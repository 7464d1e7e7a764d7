import type { MessageState } from '../domain/delivery';
import type { InteractionStatus } from '../domain/status';
import type { TranscriptEntry } from '../domain/turn-payload';
import { type ConversationHead, conversationHeadOf } from './conversations';
import { likePattern } from './like-pattern';
import type { Queryable } from './pool';
import { readingJoins, readingOf } from './read-marks';

/** A conversation as a list shows it, to whoever looks. */
export interface ListedConversation extends ConversationHead {
  lead: { firstName: string; lastName: string; status: string; isTest: boolean };
  campaignName: string;
  lastMessage: {
    messageId: string;
    timestamp: string;
    direction: 'inbound' | 'outbound';
    source: TranscriptEntry['source'];
    message: string;
    state: MessageState;
  } | null;
  /** To the microsecond, as the list is ordered by it. */
  lastActivityAt: string;
}

/** How many of the lead's texts the person who looks has not read, up to `MOST_UNREAD`; 0 for an API key. */
export interface Unread {
  unread: number;
}

export interface ConversationFilter {
  campaignId?: string;
  clientId?: string;
  offerId?: string;
  status?: InteractionStatus;
  /** Those that a person should look at. */
  attention?: boolean;
  /** ISO 8601: newest activity at this time or later … */
  from?: string;
  /** … and before this one. */
  to?: string;
  /** A part of the lead's name, email, phone number or id; or a conversation's whole id or number. */
  search?: string;
}

/**
 * The page is found first, by the interactions' own index, and only its rows are then joined with what they show.
 * A search goes the other way: the leads that fit, by their trigram index, then their conversations.
 */
const PAGE = `
  select i.*
    from interactions i
   where i.tenant_id = $1
     and ($2::timestamptz is null or (i.last_message_at, i.interaction_id) < ($2, $3))
     and ($4::text is null or i.campaign_id = $4)
     and ($5::text is null or i.campaign_id in (select c.campaign_id from campaigns c where c.tenant_id = $1 and c.client_id = $5))
     and ($6::text is null or i.campaign_id in (select c.campaign_id from campaigns c where c.tenant_id = $1 and c.offer_id = $6))
     and ($7::text is null or i.status = $7)
     and ($8::timestamptz is null or i.last_message_at >= $8)
     and ($9::timestamptz is null or i.last_message_at < $9)
     and (not $13::boolean or i.attention is not null)
     and ($10::text is null or i.interaction_id in (
           select x.interaction_id from leads l join interactions x on x.tenant_id = $1 and x.lead_id = l.lead_id
            where l.tenant_id = $1 and l.search_text like '%' || $10 || '%'
           union all
           select x.interaction_id from interactions x where x.tenant_id = $1 and (x.interaction_id = $11 or x.lead_number = $11)))
   order by i.last_message_at desc, i.interaction_id desc
   limit $12 + 1`;

/** What `listedOf` reads, over `interactions i` and what `LISTED_JOINS` adds. */
export const LISTED_COLUMNS = `
         i.interaction_id, i.lead_id, i.campaign_id, c.client_id, c.offer_id, c.name as campaign_name, i.status, i.lead_number,
         i.our_number, i.provider, i.agent_mode, i.last_direction, i.last_message_id, i.attention, i.attention_at, i.created_at,
         to_char(i.last_message_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as last_activity_at,
         l.first_name, l.last_name, l.status as lead_status, l.is_test,
         m.message_id, m.created_at as message_at, m.direction, m.source, m.body, m.state,
         consent_of_conversation(i.tenant_id, i.lead_id, i.lead_number, i.our_number) as consent`;

export const LISTED_JOINS = `
    join leads l on l.lead_id = i.lead_id
    left join campaigns c on c.campaign_id = i.campaign_id
    left join messages m on m.message_id = i.last_message_id`;

const LIST = `
  select ${LISTED_COLUMNS}, ${readingOf('$14')}
    from (${PAGE}) i ${LISTED_JOINS} ${readingJoins('$14')}
   order by i.last_message_at desc, i.interaction_id desc`;

/**
 * Conversations as the list shows them, by their ids; a tenant's own alone, for each tenant that is named beside them.
 * @param tenantIds of each conversation, in the order of `interactionIds`
 */
export async function readListedConversations(
  db: Queryable,
  tenantIds: string[],
  interactionIds: string[],
): Promise<ListedConversation[]> {
  const { rows } = await db.query({ name: 'read_listed', text: LISTED_BY_ID, values: [tenantIds, interactionIds] });
  return rows.map(listedOf);
}

const LISTED_BY_ID = `
  select ${LISTED_COLUMNS}
    from unnest($1::text[], $2::text[]) as named (tenant_id, interaction_id)
    join interactions i using (tenant_id, interaction_id) ${LISTED_JOINS}`;

/**
 * A page of a tenant's conversations, newest activity first, and one row more where there is a next page.
 * @param userId who looks; null: an API key
 * @param after `lastActivityAt` and `interactionId` of the last one of the page before
 */
export async function listConversations(
  db: Queryable,
  tenantId: string,
  filter: ConversationFilter,
  page: { after?: string[]; limit: number },
  userId: string | null = null,
): Promise<(ListedConversation & Unread)[]> {
  const [afterAt, afterId] = page.after ?? [];
  const { rows } = await db.query(LIST, [
    tenantId,
    afterAt ?? null,
    afterId ?? null,
    filter.campaignId ?? null,
    filter.clientId ?? null,
    filter.offerId ?? null,
    filter.status ?? null,
    filter.from ?? null,
    filter.to ?? null,
    filter.search === undefined ? null : likePattern(filter.search),
    filter.search?.trim() ?? null,
    page.limit,
    filter.attention ?? false,
    userId,
  ]);
  return rows.map((row) => ({ ...listedOf(row), unread: row.unread }));
}

/** @param row of `LISTED_COLUMNS`. What is personal to whoever looks is not in it. */
// biome-ignore lint/suspicious/noExplicitAny: a row, whose shape the SQL above gives
export function listedOf(row: any): ListedConversation {
  return {
    ...conversationHeadOf(row),
    lead: { firstName: row.first_name, lastName: row.last_name, status: row.lead_status, isTest: row.is_test },
    campaignName: row.campaign_name ?? '',
    lastMessage: row.message_id && {
      messageId: row.message_id,
      timestamp: row.message_at.toISOString(),
      direction: row.direction,
      source: row.source,
      message: row.body,
      state: row.state,
    },
    lastActivityAt: row.last_activity_at,
  };
}
