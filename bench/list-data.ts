import type { Pool } from 'pg';

/** How many of each thing a tenant has. */
export interface ListSizes {
  leads: number;
  conversations: number;
  /** Texts of each conversation, and events. */
  textsEach: number;
  /** Campaigns, numbers and agents. */
  campaigns: number;
  /** Of everything else that has a list. */
  others: number;
}

export const LIST_SIZES: ListSizes = {
  leads: 10_000,
  conversations: 2_000,
  textsEach: 10,
  campaigns: 100,
  others: 500,
};

/**
 * Fills a tenant as one that has been in use for a while. Ids are made of `tenantId`, so that tenants can stand side by
 * side. Names repeat: a search for one finds hundreds.
 */
export async function fillTenant(db: Pool, tenantId: string, prefix: string, sizes: ListSizes): Promise<void> {
  const { leads, conversations, textsEach, campaigns, others } = sizes;
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
                                 last_seq, last_signal_seq, last_message_id, last_message_at, last_direction)
       select ${id('int', 'n')}, $1, ${id('lead', 'n')}, ${id('camp', `1 + n % ${campaigns}`)}, ${number(prefix, `1 + n % ${campaigns}`)},
              ${number(String(Number(prefix) + 1), 'n')}, 'twilio', true,
              case when n % 40 = 0 then 'follow_up' when n % 3 = 0 then 'completed' else 'in_progress' end,
              ${textsEach}, ${textsEach}, ${id('msg', `n * 100 + ${textsEach}`)}, now() - make_interval(mins => n * 7), 'inbound'
         from generate_series(1, $2::int) n`,
      conversations,
    ],
    [
      `insert into messages (message_id, tenant_id, interaction_id, seq, direction, source, body, from_number, to_number, provider, state, segments)
       select ${id('msg', 'n * 100 + s')}, $1, ${id('int', 'n')}, s, case when s % 2 = 0 then 'inbound' else 'outbound' end,
              case when s % 2 = 0 then 'inbound' else 'sms_agent' end, 'A text of usual length, number ' || s, '+12025550100', '+12025550143',
              'twilio', case when s % 2 = 0 then 'received' else 'delivered' end, 1
         from generate_series(1, $2::int) n, generate_series(1, ${textsEach}) s`,
      conversations,
    ],
    [
      `insert into events (interaction_id, seq, tenant_id, type, at, after_seq, signalled_at)
       select ${id('int', 'n')}, s, $1, 'inbound-message', now(), s - 1, now() from generate_series(1, $2::int) n, generate_series(1, ${textsEach}) s`,
      conversations,
    ],
    [
      `insert into do_not_contact (do_not_contact_id, tenant_id, lead_id, channel, reason, set_by)
       select ${id('dnc', 'n')}, $1, ${id('lead', 'n')}, 'sms', 'Asked on the phone', 'user_1' from generate_series(1, $2::int) n`,
      others,
    ],
    [
      `insert into users (user_id, tenant_id, email, role, password_hash)
       select ${id('user', 'n')}, $1, ${id('user', 'n')} || '@example.com', 'operator', '' from generate_series(1, $2::int) n`,
      others,
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
