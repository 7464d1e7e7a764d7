import assert from 'node:assert/strict';
import { eventually } from '../support/eventually';
import { DEMO, type Parley, startParley } from '../support/parley';

/** Who writes what, in order: the lead, the AI agent (its answer to the text before), or a person. */
type Line = ['lead' | 'agent' | 'person', string];

interface Talk {
  lead: { firstName: string; lastName: string; email?: string; timezone?: string; notes?: string };
  lines: Line[];
  status?: string;
}

/** Conversations as a dentist's front desk has them. Names and numbers are fiction; the newest is the last. */
const TALKS: Talk[] = [
  {
    lead: { firstName: 'Priya', lastName: 'Raman' },
    lines: [
      ['lead', 'Do you take Delta Dental?'],
      ['agent', 'Yes, we are in network with Delta Dental PPO. Would you like to book your first visit?'],
      ['lead', 'Yes please, next week'],
      ['agent', 'Tuesday at 9:30 or Thursday at 2:00 are free. Which suits you?'],
    ],
    status: 'qualified',
  },
  {
    lead: { firstName: 'Marcus', lastName: 'Bell' },
    lines: [
      ['person', 'Hi Marcus, your crown is back from the lab. Shall we fit it on Friday at 11?'],
      ['lead', 'Friday works. See you then'],
      ['person', 'Done. Friday at 11 with Dr. Okafor.'],
    ],
    status: 'completed',
  },
  {
    lead: { firstName: 'Sofia', lastName: 'Almeida' },
    lines: [
      ['lead', 'How much is whitening?'],
      ['agent', 'In-office whitening is $320, and the take-home kit is $180.'],
    ],
    status: 'follow_up',
  },
  {
    lead: { firstName: 'Jonas', lastName: 'Weber' },
    lines: [['lead', 'Can I bring my daughter along? She is six']],
  },
  {
    lead: {
      firstName: 'Hannah',
      lastName: 'Okoye',
      email: 'hannah.okoye@example.com',
      timezone: 'America/Chicago',
      notes: 'Prefers mornings. Nervous about needles.',
    },
    lines: [
      ['person', 'Hi Hannah, this is Olga from Bright Smile. You asked about a check-up. When would suit you?'],
      ['lead', 'Hey! Mornings are best'],
      ['lead', 'And do you do x-rays in the same visit?'],
      [
        'agent',
        'Yes, x-rays are part of the first check-up, so one visit is enough. We have Wednesday at 8:30 or Friday at 9:00.',
      ],
      ['lead', 'Wednesday 8:30 please'],
      ['agent', 'Wednesday at 8:30 is yours, Hannah. Please come ten minutes early for the form.'],
      ['lead', 'Great, thank you'],
      ['agent', 'You are welcome. See you on Wednesday.'],
    ],
  },
];

const PHONES_FROM = 12025550150;

export interface Scene {
  parley: Parley;
  /** The conversation to show, and its lead. */
  shown: { interactionId: string; leadId: string; phone: string };
}

/** A whole stack in which these conversations were really had. */
export async function startScene(): Promise<Scene> {
  const parley = await startParley({
    ownPostgres: true,
    ownTemporal: { withUi: true },
    env: { AGENT_RETRY_FOR: '2s' },
  });
  await parley.pool.query(`update tenants set name = 'Bright Smile Dental'`);
  await parley.pool.query(
    `update campaigns set name = 'Spring check-ups', client_name = 'Bright Smile', offer_name = 'Check-up'`,
  );
  const campaignId = DEMO.campaignId;
  let shown: Scene['shown'] | undefined;
  const person = await parley.signIn('operator');
  for (const [place, { lead, lines, status }] of TALKS.entries()) {
    const phone = `+${PHONES_FROM + place}`;
    const made = await parley.call('POST', '/api/v1/leads', { ...lead, phone, campaignId });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    const { leadId } = made.body.data;
    for (const [index, [who, words]] of lines.entries()) {
      const next = lines[index + 1];
      if (who === 'person') {
        const sent = await person('POST', '/api/v1/sms/send', { leadId, message: words });
        assert.equal(sent.body.data?.status, 'sent', JSON.stringify(sent.body));
      } else if (who === 'lead') {
        if (next?.[0] === 'agent') await agentAnswers(parley, leadId, next[1]);
        // The last word of a conversation is the lead's where its agent is down, which a person is then told of.
        if (next === undefined) parley.agent.answer(() => ({ status: 503 }));
        await parley.text(words, { from: phone });
        if (next === undefined) await needsPerson(parley, leadId);
      } else await shows(parley, phone, words);
    }
    const interactionId = await conversationOf(parley, leadId);
    if (status) await parley.call('PATCH', `/api/v1/interactions/${interactionId}`, { status });
    shown = { interactionId, leadId, phone };
  }
  assert(shown);
  return { parley, shown };
}

/** Lets the agent give its next answers; a conversation that a person began has Agent Mode off. */
async function agentAnswers(parley: Parley, leadId: string, reply: string): Promise<void> {
  parley.agent.answer(() => ({ body: { reply } }));
  const { body } = await parley.call('GET', `/api/v1/interactions/lead/${leadId}`);
  const [talk] = body.data;
  if (talk && !talk.sms.agentMode)
    await parley.call('PATCH', `/api/v1/interactions/${talk.interactionId}`, { agentMode: true });
}

/** Until the agent, which is down, is given up. */
function needsPerson(parley: Parley, leadId: string): Promise<void> {
  return eventually(
    async () => {
      const { body } = await parley.call('GET', `/api/v1/interactions/lead/${leadId}`);
      assert.equal(body.data[0]?.attention?.reason, 'agent_failed');
    },
    { limitMs: 60_000 },
  );
}

async function conversationOf(parley: Parley, leadId: string): Promise<string> {
  const { body } = await parley.call('GET', `/api/v1/interactions/lead/${leadId}`);
  return body.data[0].interactionId;
}

function shows(parley: Parley, phone: string, words: string): Promise<void> {
  return eventually(() => assert(parley.phone(phone).includes(words)), { limitMs: 30_000 });
}
