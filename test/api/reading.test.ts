import type { ApiCall } from '../support/api-client';
import { type ApiUnderTest, startApi } from '../support/api-under-test';
import { addPerson, signIn } from '../support/people';
import { newNumber } from '../support/tenant';
import { created } from './build-world';

let parley: ApiUnderTest;
beforeAll(async () => {
  parley = await startApi();
});
afterAll(() => parley?.stop());

const NEWEST = 2_147_483_647;

/** A tenant with a person, an agent, and a lead who wrote this often. */
async function conversation(texts: number) {
  const tenant = await parley.newTenant();
  const { admin } = tenant;
  const person = await signIn(parley.apiUrl, await addPerson(parley.pool, tenant.tenantId));
  const [to, from] = [newNumber(), newNumber()];
  await created(admin('POST', '/api/v1/phone-numbers', { phoneNumber: to, provider: 'twilio' }));
  const agent = { name: 'Ada', webhookUrl: 'http://127.0.0.1:9', batchWindowMs: 60_000 };
  const { agentId } = await created(admin('POST', '/api/v1/sms-agents', agent));
  const campaign = { name: 'Spring', phoneNumber: to, productionAgentId: agentId };
  await created(admin('POST', '/api/v1/campaigns', campaign));
  const text = (body: string) => parley.text({ from, to, body });
  for (let place = 1; place <= texts; place++) await text(`Text ${place}`);
  const { items } = await created(person('GET', '/api/v1/interactions'));
  const { interactionId, leadId } = items[0];
  return { ...tenant, person, text, agentId, interactionId, leadId, path: `/api/v1/interactions/${interactionId}` };
}

/** The agent could not be reached: as the worker would write it, which does not run here. */
async function agentFailed({ tenantId, interactionId }: { tenantId: string; interactionId: string }): Promise<void> {
  const turnId = `turn_${interactionId.slice(4)}_1`;
  await parley.pool.query('select fail_turn($1, $2)', [tenantId, turnId]);
}

describe('the head of a conversation', () => {
  test('has what is shown around the texts, and none of them', async () => {
    const { person, path, interactionId, leadId } = await conversation(2);
    const head = await created(person('GET', `${path}/head`));
    expect(head).toMatchObject({
      ...{ interactionId, leadId, status: 'in_progress', campaignName: 'Spring', unread: 2, readSeq: 0, lastSeq: 2 },
      ...{ attention: null, lastMessage: { message: 'Text 2' }, sms: { agentMode: true, direction: 'inbound' } },
    });
    expect(head).not.toHaveProperty('transcript');
  });

  test('counts the batch window down: from the last text, not longer than it may take', async () => {
    const { person, path, interactionId } = await conversation(2);
    const { turn } = await created(person('GET', `${path}/head`));
    expect(turn).toMatchObject({
      ...{ turnId: `turn_${interactionId.slice(4)}_1`, state: 'collecting', windowMs: 60_000, attempts: 0 },
      agentName: 'Ada',
    });
    expect(turn.lastTextAt > turn.openedAt).toBe(true);
    expect(Date.parse(turn.windowEndsAt)).toBe(Date.parse(turn.openedAt) + 60_000);
    // The conversation with its transcript says the same.
    expect((await created(person('GET', path))).turn).toEqual(turn);
  });
});

describe('read marks', () => {
  test('are a person’s own, and keys have none', async () => {
    const { person, operator, path } = await conversation(3);
    const unread = async (call: ApiCall) => (await created(call('GET', '/api/v1/interactions'))).items[0].unread;
    expect([await unread(person), await unread(operator)]).toEqual([3, 0]);
    expect(await created(person('PUT', `${path}/read`, { seq: 2 }))).toEqual({ readSeq: 2 });
    expect(await created(person('GET', `${path}/head`))).toMatchObject({ unread: 1, readSeq: 2 });
    expect(await created(person('PUT', `${path}/read`, { seq: 1 }))).toEqual({ readSeq: 2 });
    expect(await created(person('PUT', `${path}/read`, { seq: 1, unread: true }))).toEqual({ readSeq: 0 });
    expect(await unread(person)).toBe(3);
    expect(await operator('PUT', `${path}/read`, { seq: 2 })).toMatchObject({ body: { error: { code: 'FORBIDDEN' } } });
  });
});

describe('attention', () => {
  test('is shown, filtered by, and gone when a person looked', async () => {
    const talk = await conversation(1);
    const { person, path, interactionId, text } = talk;
    const listed = async () => (await created(person('GET', '/api/v1/interactions?attention=true'))).items;
    expect(await listed()).toEqual([]);
    await agentFailed(talk);
    const [row] = await listed();
    expect(row).toMatchObject({ interactionId, attention: { reason: 'agent_failed', since: expect.any(String) } });
    await text('Hello?'); // which needs no person
    expect(await listed()).toHaveLength(1);
    expect((await created(person('GET', path))).attention).toEqual(row.attention);
    expect(await created(person('PATCH', path, { attention: null }))).toMatchObject({ attention: null });
    expect(await listed()).toEqual([]);
    const { events } = await created(person('GET', `${path}/timeline`));
    expect(events.at(-1)).toMatchObject({ type: 'attention-cleared', data: { reason: 'agent_failed' } });
  });

  test('for a near opt-out asks for a decision, and nothing of the request is done without', async () => {
    const { person, path, interactionId } = await conversation(1);
    await parley.pool.query(
      `update interactions set attention = 'near_opt_out', attention_at = now() where interaction_id = $1`,
      [interactionId],
    );
    const answer = await person('PATCH', path, { attention: null, status: 'qualified' });
    expect(answer).toMatchObject({ status: 409, body: { error: { code: 'DECISION_NEEDED' } } });
    expect(await created(person('GET', path))).toMatchObject({
      status: 'in_progress',
      attention: { reason: 'near_opt_out' },
    });
  });

  test('cannot be set by hand', async () => {
    const { person, path } = await conversation(1);
    expect(await person('PATCH', path, { attention: 'late_text' })).toMatchObject({ status: 400 });
    expect(await person('PATCH', path, {})).toMatchObject({ status: 400 });
    expect(await person('GET', '/api/v1/interactions?attention=false')).toMatchObject({ status: 400 });
  });
});

describe('asking the agent again', () => {
  const again = ({ person, path }: { person: ApiCall; path: string }) => person('POST', `${path}/ask-agent`);
  const refused = (status: number, code: string) => ({ status, body: { error: { code } } });

  test('opens a turn once, however often it is asked for', async () => {
    const talk = await conversation(2);
    await agentFailed(talk);
    const answers = await Promise.all([again(talk), again(talk), again(talk)]);
    const opened = answers.filter(({ status }) => status === 200);
    expect(opened).toHaveLength(1);
    const { turnId } = opened[0]!.body.data;
    expect(opened[0]!.body.data).toEqual({ turnId: `turn_${talk.interactionId.slice(4)}_2`, texts: 2 });
    for (const answer of answers.filter(({ status }) => status !== 200))
      expect(answer).toMatchObject({ status: 409, body: { error: { code: 'TURN_OPEN', details: { turnId } } } });
    expect((await created(talk.person('GET', `${talk.path}/head`))).turn).toMatchObject({ turnId, windowMs: 0 });
  });

  test('is refused where there is nothing to answer', async () => {
    const talk = await conversation(1);
    await created(talk.person('POST', '/api/v1/sms/send', { leadId: talk.leadId, message: 'Hello' }));
    expect(await again(talk)).toMatchObject(refused(409, 'NOTHING_TO_ANSWER'));
  });

  test('is refused where no agent is responsible', async () => {
    const talk = await conversation(1);
    await agentFailed(talk);
    await created(talk.admin('PATCH', `/api/v1/sms-agents/${talk.agentId}`, { active: false }));
    expect(await again(talk)).toMatchObject(refused(409, 'NO_AGENT'));
  });

  test('is refused, as a send is, where the lead is not to be texted', async () => {
    const talk = await conversation(1);
    await created(
      talk.person('PUT', `/api/v1/leads/${talk.leadId}/do-not-contact/sms`, { reason: 'Asked on the phone' }),
    );
    expect(await again(talk)).toMatchObject({
      status: 403,
      body: { error: { code: 'CONTACT_OPTED_OUT', details: { rule: 'do_not_contact' } } },
    });
  });

  test('is refused, as a send is, where our number cannot send', async () => {
    const talk = await conversation(1);
    await agentFailed(talk);
    await parley.pool.query('update phone_numbers set sms_capable = false where tenant_id = $1', [talk.tenantId]);
    expect(await again(talk)).toMatchObject(refused(422, 'FROM_NOT_OURS'));
  });
});

describe('a thread read backwards', () => {
  test.each(['messages', 'timeline'])('%s: the newest page first, each in order, until the start', async (what) => {
    const { person, path } = await conversation(7);
    const pages: number[][] = [];
    let before: number | null = NEWEST;
    while (before !== null) {
      const page: { previous: number | null; next: null } = await created(
        person('GET', `${path}/${what}?before=${before}&limit=3`),
      );
      const items = (page as unknown as Record<string, { seq: number }[]>)[what === 'messages' ? what : 'events']!;
      pages.push(items.map(({ seq }) => seq));
      expect(page.next).toBeNull();
      before = page.previous;
    }
    expect(pages).toEqual([[5, 6, 7], [2, 3, 4], [1]]);
  });

  test('of exactly a page there is none before', async () => {
    const { person, path } = await conversation(3);
    const page = await created(person('GET', `${path}/messages?before=${NEWEST}&limit=3`));
    expect([page.messages.length, page.previous]).toEqual([3, null]);
  });

  test('what was written meanwhile does not move what is older', async () => {
    const { person, path, text } = await conversation(4);
    const newest = await created(person('GET', `${path}/messages?before=${NEWEST}&limit=2`));
    await text('Text 5');
    const older = await created(person('GET', `${path}/messages?before=${newest.previous}&limit=2`));
    // biome-ignore lint/suspicious/noExplicitAny: messages as they come over the wire
    expect(older.messages.map(({ message }: any) => message)).toEqual(['Text 1', 'Text 2']);
  });

  test('events of the same stretch as a page of texts', async () => {
    const { person, path } = await conversation(6);
    const { events, previous } = await created(person('GET', `${path}/timeline?after=1&before=5&limit=500`));
    expect([events.map(({ seq }: { seq: number }) => seq), previous]).toEqual([[2, 3, 4], null]);
  });

  test.each(['0', '-1', 'newest', '2147483648'])('refuses to begin at %s', async (before) => {
    const { person, path } = await conversation(1);
    expect(await person('GET', `${path}/messages?before=${before}`)).toMatchObject({
      status: 400,
      body: { error: { details: [{ field: 'before' }] } },
    });
  });
});
