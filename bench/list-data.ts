import type { Pool } from 'pg';

/** How many of each thing a tenant has. */
export interface ListSizes {
  leads: number;
  conversations: number;
  /** Texts of each conversation, and events; half of them begin a turn. */
  textsEach: number;
  /** Texts of the conversation with the newest activity, and events. */
  longest: number;
  /** Campaigns, numbers and agents. */
  campaigns: number;
  /** Of everything else that has a list. */
  others: number;
}

export const LIST_SIZES: ListSizes = {
  leads: 10_000,
  conversations: 2_000,
  textsEach: 10,
  longest: 5_000,
  campaigns: 100,
  others: 500,
};

/** What the Conversations page has to be quick with: three months of a busy tenant, a million texts. */
export const LARGE_LIST_SIZES: ListSizes = { ...LIST_SIZES, leads: 100_000, conversations: 100_000 };

/** A conversation's activity is older than the one before it by this: 100,000 of them reach back 87 days. */
const APART = `interval '75 seconds'`;

/**
 * Fills a tenant as one that has been in use for a while. Ids are made of `tenantId`, so that tenants can stand side by
 * side. Names repeat: a search for one finds hundreds.
 */
export async function fillTenant(db: Pool, tenantId: string, prefix: string, sizes: ListSizes): Promise<void> {
  const { leads, conversations, textsEach, longest, campaigns, others } = sizes;
  const id = (kind: string, n: string) => `'${kind}_${tenantId}_' || lpad((${n})::text, 7, '0')`;
  const number = (area: string, n: string) => `'+1${area}' || lpad((${n})::text, 7, '0')`;
  await db.query(`insert into tenants (tenant_id, name) values ($1, 'Bench') on conflict do nothing`, [tenantId]);
  const statements: [sql: string, count: number][] = [
    [
      `insert into phone_numbers (phone_number, tenant_id, provider) select ${number(prefix, 'n')}, $1, 'twilio' from generate_series(1, $2::int) n`,
      campaigns,
    ],
    [
      `insert into sms_agents (agent_id, tenant_id, name, webhook_url, webhook_secret)
       select ${id('smsagent', 'n')}, $1, 'Agent ' || n, 'https://agent.example', '' from generate_series(1, $2::int) n`,
      campaigns,
    ],
    [
      `insert into campaigns (campaign_id, tenant_id, name, client_id, offer_id, phone_number, production_agent_id)
       select ${id('camp', 'n')}, $1, 'Campaign ' || n, 'client_' || n % 10, 'offer_' || n % 7, ${number(prefix, 'n')}, ${id('smsagent', 'n')}
         from generate_series(1, $2::int) n`,
      campaigns,
    ],
    [
      `insert into leads (lead_id, tenant_id, campaign_id, first_name, last_name, email, phone, status, archived)
       select ${id('lead', 'n')}, $1, ${id('camp', `1 + n % ${campaigns}`)},
              (array['Jane','Omar','Ana','Li','Kofi','Ida','Noor','Paul'])[1 + n % 8],
              (array['Doe','Haddad','Silva','Wang','Mensah','Berg','Khan','Novak','Moreau'])[1 + n % 9] || n % 50,
              'lead' || n || '@example.com', ${number(String(Number(prefix) + 1), 'n')},
              (array['new','contacted','qualified','signed'])[1 + n % 4], n % 20 = 0
         from generate_series(1, $2::int) n`,
      leads,
    ],
    [
      `insert into interactions (interaction_id, tenant_id, lead_id, campaign_id, our_number, lead_number, provider, agent_mode, status,
                                 last_seq, last_signal_seq, last_message_id, last_message_at, last_direction, attention, attention_at)
       select ${id('int', 'n')}, $1, ${id('lead', 'n')}, ${id('camp', `1 + n % ${campaigns}`)}, ${number(prefix, `1 + n % ${campaigns}`)},
              ${number(String(Number(prefix) + 1), 'n')}, 'twilio', true,
              case when n % 40 = 0 then 'follow_up' when n % 3 = 0 then 'completed' else 'in_progress' end,
              ${textsEach}, ${textsEach}, ${id('msg', `n * 20 + ${textsEach}`)}, now() - n * ${APART}, 'inbound',
              case when n % 200 = 0 then 'agent_failed' end, case when n % 200 = 0 then now() end
         from generate_series(1, $2::int) n`,
      conversations,
    ],
    [
      `insert into messages (message_id, tenant_id, interaction_id, seq, direction, source, body, from_number, to_number, provider, state,
                             segments, created_at, error_code)
       select ${id('msg', 'n * 20 + s')}, $1, ${id('int', 'n')}, s, case when s % 2 = 0 then 'inbound' else 'outbound' end,
              case when s % 2 = 0 then 'inbound' else 'sms_agent' end, 'A text of usual length, number ' || s, '+12025550100', '+12025550143',
              'twilio', case when s % 2 = 0 then 'received' when n % 50 = 0 then 'undelivered' else 'delivered' end, 1,
              now() - n * ${APART} - (${textsEach} - s) * interval '20 seconds', case when s % 2 = 1 and n % 50 = 0 then '30003' end
         from generate_series($2::int, 1, -1) n, generate_series(1, ${textsEach}) s`,
      conversations,
    ],
    [
      `insert into events (interaction_id, seq, tenant_id, type, at, after_seq, signalled_at)
       select ${id('int', 'n')}, s, $1, 'inbound-message', now() - n * ${APART}, s - 1, now()
         from generate_series($2::int, 1, -1) n, generate_series(1, ${textsEach}) s`,
      conversations,
    ],
    [
      `insert into turns (turn_id, tenant_id, interaction_id, number, agent_id, state, first_seq, last_seq, window_ms, opened_at,
                          last_text_at, ended_at)
       select ${id('turn', 'n')} || '_' || s, $1, ${id('int', 'n')}, s, ${id('smsagent', '1')}, 'answered', s * 2, s * 2, 7000, opened, opened,
              opened + make_interval(secs => 8 + (n + s) % 10)
         from generate_series($2::int, 1, -1) n, generate_series(1, ${textsEach} / 2) s,
              lateral (select now() - n * ${APART} - (${textsEach} - s * 2) * interval '20 seconds' as opened) at`,
      conversations,
    ],
    ...longThread(id, longest),
    [
      `insert into do_not_contact (do_not_contact_id, tenant_id, lead_id, channel, reason, set_by)
       select ${id('dnc', 'n')}, $1, ${id('lead', 'n')}, 'sms', 'Asked on the phone', 'user_1' from generate_series(1, $2::int) n`,
      others,
    ],
    [
      `insert into users (user_id, tenant_id, email, role, password_hash, created_at)
       select ${id('user', 'n')}, $1, ${id('user', 'n')} || '@example.com', 'operator', '', now() - interval '1 year' from generate_series(1, $2::int) n`,
      others,
    ],
    [
      // Of a person who was added first, and has read every other conversation.
      `insert into read_marks (user_id, interaction_id, tenant_id, read_seq)
       select ${id('user', '1')}, ${id('int', 'n * 2')}, $1, ${textsEach} from generate_series(1, $2::int / 2) n`,
      conversations,
    ],
    [
      `insert into api_keys (api_key_id, tenant_id, name, key_hash)
       select ${id('key', 'n')}, $1, 'Key ' || n, sha256(${id('key', 'n')}::bytea) from generate_series(1, $2::int) n`,
      others,
    ],
    [
      `insert into lead_imports (lead_import_id, tenant_id, state, created_by)
       select ${id('import', 'n')}, $1, 'applied', 'user_1' from generate_series(1, $2::int) n`,
      others,
    ],
    [
      `insert into unrouted_messages (unrouted_message_id, tenant_id, provider, provider_message_id, from_number, to_number, body)
       select ${id('unr', 'n')}, $1, 'twilio', ${id('SM', 'n')}, '+12025550143', '+12025550199', 'Hi' from generate_series(1, $2::int) n`,
      others,
    ],
  ];
  for (const [sql, count] of statements) await db.query(sql, [tenantId, count]);
  // What autovacuum does within a minute: fresh statistics, and the trigram index's waiting list worked off.
  await db.query('vacuum analyze');
}

/** The conversation with the newest activity grows to so many texts; it has them instead of those it was filled with. */
function longThread(id: (kind: string, n: string) => string, longest: number): [sql: string, count: number][] {
  const first = id('int', '1');
  return [
    [`delete from messages where interaction_id = ${first} and tenant_id = $1 and $2::int > 0`, longest],
    [`delete from events where interaction_id = ${first} and tenant_id = $1 and $2::int > 0`, longest],
    [
      `insert into messages (message_id, tenant_id, interaction_id, seq, direction, source, body, from_number, to_number, provider, state,
                             segments, created_at)
       select ${id('msg', '1')} || '_' || s, $1, ${first}, s, case when s % 2 = 0 then 'inbound' else 'outbound' end,
              case when s % 2 = 0 then 'inbound' else 'manual' end, 'A text of usual length, number ' || s, '+12025550100', '+12025550143',
              'twilio', case when s % 2 = 0 then 'received' else 'delivered' end, 1, now() - ($2::int - s) * interval '20 minutes'
         from generate_series(1, $2::int) s`,
      longest,
    ],
    [
      `insert into events (interaction_id, seq, tenant_id, type, at, after_seq, signalled_at)
       select ${first}, s, $1, 'inbound-message', now() - ($2::int - s) * interval '20 minutes', s - 1, now() from generate_series(1, $2::int) s`,
      longest,
    ],
    [
      `update interactions set last_seq = $2::int, last_signal_seq = $2::int, last_message_id = ${id('msg', '1')} || '_' || $2::int
        where interaction_id = ${first} and tenant_id = $1 and $2::int > 0`,
      longest,
    ],
  ];
}
