import { type FactRow, type FactToSignal, factOf } from './ingest';
import type { Queryable } from './pool';
import { withIsoTimes } from './rows';

/** What was said once about texting a phone number: a row of the ledger. */
export interface ConsentEvent {
  consentEventId: string;
  kind: 'opted_out' | 'opted_in';
  origin: 'keyword' | 'person' | 'provider';
  /** The keyword, or the provider's name for it. */
  word: string | null;
  /** A person's. */
  reason: string | null;
  /** `user_…` or `key_…`. */
  setBy: string | null;
  setByName: string | null;
  /** The phone number that it is about, E.164. */
  leadNumber: string;
  /** The number of ours that it was said to; null: a person's word about all. */
  ourNumber: string | null;
  /** Whether it counts for every number of ours or for that one, as the tenant's scope was then. */
  covers: 'tenant' | 'number';
  interactionId: string | null;
  messageId: string | null;
  at: string;
}

type ConsentState = 'opted_in' | 'opted_out' | 'none';

/** A lead's consent, which is its phone number's. */
export interface LeadConsent {
  /** `opted_out`: from one of our numbers at least. */
  state: ConsentState;
  since: string | null;
  scope: 'tenant' | 'number';
  /** For each number of ours that has to do with this phone, where the scope is `number`. */
  numbers: { ourNumber: string; state: ConsentState; since: string | null }[];
}

/** Null when the tenant has no such lead. */
export async function readLeadConsent(db: Queryable, tenantId: string, leadId: string): Promise<LeadConsent | null> {
  const { rows } = await db.query(
    `select t.opt_out_scope as scope,
            (select coalesce(json_agg(json_build_object('ourNumber', s.our_number, 'kind', s.kind, 'since', s.since)), '[]')
               from consent_states s where s.tenant_id = $1 and s.lead_number = l.phone) as states,
            array(select i.our_number from interactions i where i.tenant_id = $1 and i.lead_number = l.phone
                  union select s.our_number from consent_states s
                         where s.tenant_id = $1 and s.lead_number = l.phone and s.our_number <> '' order by 1) as numbers
       from leads l join tenants t using (tenant_id)
      where l.tenant_id = $1 and l.lead_id = $2`,
    [tenantId, leadId],
  );
  return rows[0] ? consentOf(rows[0]) : null;
}

type KnownState = { ourNumber: string; kind: 'opted_out' | 'opted_in'; since: string };

function consentOf(row: { scope: 'tenant' | 'number'; states: KnownState[]; numbers: string[] }): LeadConsent {
  const states = row.states.map((state) => ({ ...state, since: new Date(state.since).toISOString() }));
  const optedOut = states.filter((state) => state.kind === 'opted_out');
  // The strictest word is the one that people have to know of first.
  const shown = (optedOut.length > 0 ? optedOut : states).reduce<KnownState | undefined>(
    (first, next) => (first === undefined || next.since < first.since ? next : first),
    undefined,
  );
  const stateFor = (ourNumber: string) => {
    const known =
      states.find((state) => state.ourNumber === ourNumber) ?? states.find((state) => state.ourNumber === '');
    return { ourNumber, state: known?.kind ?? ('none' as const), since: known?.since ?? null };
  };
  return {
    state: shown?.kind ?? 'none',
    since: shown?.since ?? null,
    scope: row.scope,
    numbers: row.scope === 'number' ? row.numbers.map(stateFor) : [],
  };
}

/**
 * A page of the ledger about a lead, newest first, and one row more where there is a next page: what was said about its
 * phone number, whichever lead had it then, and about this lead while it had another number.
 */
export async function listConsentEvents(
  db: Queryable,
  tenantId: string,
  leadId: string,
  page: { after?: string; limit: number },
): Promise<ConsentEvent[]> {
  const { rows } = await db.query(
    `select e.consent_event_id as "consentEventId", e.kind, e.origin, e.word, e.reason, e.set_by as "setBy",
            coalesce(nullif(u.name, ''), u.email, k.name) as "setByName", e.lead_number as "leadNumber",
            e.our_number as "ourNumber", e.covers, e.interaction_id as "interactionId", e.message_id as "messageId", e.at
       from consent_events e
       left join users u on u.tenant_id = $1 and u.user_id = e.set_by
       left join api_keys k on k.tenant_id = $1 and k.api_key_id = e.set_by
      where e.tenant_id = $1
        and (e.lead_id = $2 or e.lead_number = (select l.phone from leads l where l.tenant_id = $1 and l.lead_id = $2))
        and ($3::text is null or e.consent_event_id < $3)
      order by e.consent_event_id desc
      limit $4 + 1`,
    [tenantId, leadId, page.after ?? null, page.limit],
  );
  return rows.map((row) => withIsoTimes<ConsentEvent>(row));
}

/**
 * Whether a text to this phone is being handed to a provider now, by a claim from before the opt-out that the caller has
 * committed. The confirmation of that opt-out does not count.
 */
export async function isBeingHandedOver(db: Queryable, tenantId: string, leadNumber: string): Promise<boolean> {
  const { rows } = await db.query({
    name: 'is_being_handed_over',
    text: `
      select exists (
        select 1 from interactions i
          join messages m on m.interaction_id = i.interaction_id and m.state = 'sending' and m.source <> 'system'
          join send_attempts a on a.message_id = m.message_id and a.verdict is null and a.started_at > now() - interval '1 minute'
         where i.tenant_id = $1 and i.lead_number = $2) as under_way`,
    values: [tenantId, leadNumber],
  });
  return rows[0].under_way;
}

/** What a person, or a program, writes down about a lead's consent. */
export interface ConsentDecision {
  tenantId: string;
  leadId: string;
  kind: 'opted_out' | 'opted_in';
  reason: string;
  /** `user_…` or `key_…`. */
  by: string;
  /** Null: all of ours. */
  ourNumber: string | null;
}

/**
 * Writes a person's word into the ledger, in the caller's transaction: from its commit on, it decides what is sent.
 * @returns the facts to signal, or why nothing was written
 */
export async function decideConsent(
  tx: Queryable,
  decision: ConsentDecision,
  consentEventId: string,
): Promise<FactToSignal[] | 'no-such-lead' | 'no-phone' | 'not-our-number'> {
  const { tenantId, leadId, kind, reason, by, ourNumber } = decision;
  const { rows } = await tx.query<{ phone: string | null; ours: boolean }>(
    `select l.phone, $3::text is null or exists (
              select 1 from phone_numbers n where n.tenant_id = $1 and n.phone_number = $3
              union all select 1 from interactions i where i.tenant_id = $1 and i.our_number = $3 and i.lead_number = l.phone) as ours
       from leads l where l.tenant_id = $1 and l.lead_id = $2`,
    [tenantId, leadId, ourNumber],
  );
  const lead = rows[0];
  if (lead === undefined) return 'no-such-lead';
  if (lead.phone === null) return 'no-phone';
  if (!lead.ours) return 'not-our-number';
  await tx.query('select lock_phone($1, $2)', [tenantId, lead.phone]);
  return writeConsent(tx, { tenantId, leadId, leadNumber: lead.phone, ourNumber, kind, reason, by, consentEventId });
}

/** A person's decision about a text that sounded like an opt-out. */
export interface NearOptOutDecision {
  tenantId: string;
  interactionId: string;
  /** `user_…` or `key_…`. */
  by: string;
}

type Undecided = 'no-such-conversation' | 'nothing-to-decide';

/** It was none: the agent is asked about what waited (`functions/resume_turn.sql`). @returns the facts to signal */
export async function goOn(tx: Queryable, decision: NearOptOutDecision): Promise<FactToSignal[] | Undecided> {
  const { tenantId, interactionId, by } = decision;
  const { rows } = await tx.query<FactRow & { outcome: string }>('select * from resume_turn($1, $2, $3)', [
    tenantId,
    interactionId,
    by,
  ]);
  const row = rows[0]!;
  if (row.outcome === 'missing') return 'no-such-conversation';
  if (row.outcome === 'not_suspended') return 'nothing-to-decide';
  return [factOf('near-opt-out-cleared', row)];
}

/** It was one: into the ledger as a person's word about that text. @returns the facts to signal */
export async function optOutAfterAll(
  tx: Queryable,
  decision: NearOptOutDecision & { reason: string | null },
  consentEventId: string,
): Promise<FactToSignal[] | Undecided> {
  const { tenantId, interactionId, reason, by } = decision;
  const talks = await tx.query(
    'select lead_id, lead_number, our_number from interactions where tenant_id = $1 and interaction_id = $2',
    [tenantId, interactionId],
  );
  const talk = talks.rows[0];
  if (talk === undefined) return 'no-such-conversation';
  await tx.query('select lock_phone($1, $2)', [tenantId, talk.lead_number]);
  const { rows } = await tx.query<{ suspended: boolean; message_id: string | null }>(
    `select i.near_opt_out_seq is not null as suspended,
            (select m.message_id from messages m
              where m.interaction_id = i.interaction_id and m.consent = 'near_opt_out' order by m.seq desc limit 1) as message_id
       from interactions i where i.interaction_id = $1`,
    [interactionId],
  );
  const { suspended, message_id: messageId } = rows[0]!;
  if (!suspended) return 'nothing-to-decide';
  const { lead_id: leadId, lead_number: leadNumber, our_number: ourNumber } = talk;
  const said = { tenantId, leadId, leadNumber, ourNumber, kind: 'opted_out' as const, reason, by, consentEventId };
  const facts = await writeConsent(tx, { ...said, interactionId, messageId });
  await tx.query('select end_near_opt_out($1)', [interactionId]);
  return facts;
}

interface PersonsWord {
  tenantId: string;
  leadId: string;
  leadNumber: string;
  ourNumber: string | null;
  kind: 'opted_out' | 'opted_in';
  reason: string | null;
  by: string;
  consentEventId: string;
  /** The conversation and the text that it is about. */
  interactionId?: string;
  messageId?: string | null;
}

async function writeConsent(tx: Queryable, word: PersonsWord): Promise<FactToSignal[]> {
  const { rows } = await tx.query<{ facts: FactToSignal[] }>(
    `select record_consent($1, $2, $3, $4, $5, $6, $7, $8, 'person', null, $9, $10,
                           date_trunc('milliseconds', clock_timestamp()), null) as facts`,
    [
      word.tenantId,
      word.consentEventId,
      word.leadNumber,
      word.ourNumber,
      word.leadId,
      word.interactionId ?? null,
      word.messageId ?? null,
      word.kind,
      word.reason,
      word.by,
    ],
  );
  return rows[0]!.facts;
}
