/**
 * Bugs that are put into a copy of the compiled programs, never into the product: each breaks one promise, and the checker
 * has to say so. An anchor that is not found any more is an error: the product has changed, and the bug has to be made anew.
 */
export interface DeliberateBug {
  name: BugName;
  /** In the compiled code, from `dist`. */
  edits: { file: string; from: string; to: string }[];
  /** In the database. */
  sql?: string;
  /** What the checker must report, and for that lead nothing else. */
  rule: string;
  /** Not beside the others, and in a build of its own: to bring it out a process is killed, or it bites what the others do as well. */
  alone?: true;
}

export const BUG_NAMES = [
  'a text that comes twice is recorded twice',
  'an unclear send is sent again',
  'a turn takes a second reply',
  'a claim does not ask for consent',
  'a webhook is answered before its text is recorded',
  'a later text overtakes',
] as const;
export type BugName = (typeof BUG_NAMES)[number];

export const BUGS: DeliberateBug[] = [
  {
    name: 'a text that comes twice is recorded twice',
    edits: [
      {
        file: 'src/db/functions/ingest_inbound.sql',
        from: '  if found then\n    if p_written_at is not null then',
        to: '  if false then\n    if p_written_at is not null then',
      },
    ],
    sql: 'alter table messages drop constraint messages_tenant_id_provider_provider_message_id_key',
    rule: 'text-twice',
    // Of any lead: the sweep of a worker that starts can meet a text whose webhook is under way.
    alone: true,
  },
  {
    name: 'an unclear send is sent again',
    edits: [
      {
        file: 'activities/deliver-message.js',
        from: "const verdict = lastTry && sent.kind === 'not-taken'",
        to: "if (sent.kind === 'unclear') sent.kind = 'not-taken'; const verdict = lastTry && sent.kind === 'not-taken'",
      },
    ],
    rule: 'sent-twice',
  },
  {
    name: 'a turn takes a second reply',
    edits: [{ file: 'src/domain/turn.js', from: "return 'TURN_ALREADY_ANSWERED';", to: 'return null;' }],
    rule: 'two-replies',
  },
  {
    name: 'a claim does not ask for consent',
    edits: [
      {
        file: 'src/db/functions/claim_delivery.sql',
        from: 'rule := withholding_rule(',
        to: 'rule := null; perform withholding_rule(',
      },
    ],
    rule: 'sent-after-stop',
  },
  {
    name: 'a webhook is answered before its text is recorded',
    edits: [
      {
        file: 'src/api/routes/webhooks.js',
        from: 'await takeText(deps, speaker, event)',
        to: "(setTimeout(() => takeText(deps, speaker, event), 2_000), 'recorded')",
      },
    ],
    rule: 'text-lost',
    alone: true,
  },
  {
    name: 'a later text overtakes',
    edits: [
      {
        file: 'src/db/functions/record_reply.sql',
        from: 'select exists (select 1 from messages m',
        to: 'select false and exists (select 1 from messages m',
      },
    ],
    rule: 'out-of-order',
  },
];
