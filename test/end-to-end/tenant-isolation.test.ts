import { newWebhookSecret, sealSecret } from '../../src/secrets';
import { type ApiCall, apiClient } from '../support/api-client';
import { addressOf, OPERATIONS } from '../support/api-document';
import { makeThings, THINGS } from '../support/api-things';
import { eventually } from '../support/eventually';
import { LivePage } from '../support/live-page';
import { newKey } from '../support/new-key';
import { type Parley, startParley } from '../support/parley';
import { type ScriptedAgent, startScriptedAgent } from '../support/scripted-agent';
import { mustStayPrivate, mustStaySecret } from '../support/suite-output';
import { createTenant, newNumber, type Tenant } from '../support/tenant';
import { postSigned } from '../support/twilio-webhook';

/**
 * Two tenants who have everything alike that two tenants can have alike: the lead's phone, the provider's ids of their texts,
 * the keywords, the keys of their requests. What is only the first's is told apart by the word "violet" in it.
 */
interface Side extends Tenant {
  apiKey: string;
  call: ApiCall;
  agent: ScriptedAgent;
  accountSid: string;
  authToken: string;
}

const phone = newNumber();

describe('a second tenant with the same lead, the same words and the same ids', () => {
  let parley: Parley;
  let first: Side;
  let second: Side;
  beforeAll(async () => {
    parley = await startParley();
    first = await newSide('Violet', 'a');
    second = await newSide('Amber', 'b');
  });
  afterAll(async () => {
    await parley?.stop();
    await Promise.all([first?.agent.stop(), second?.agent.stop()]);
  });

  async function newSide(name: string, digit: string): Promise<Side> {
    const secret = newWebhookSecret();
    mustStaySecret(secret);
    const agent = await startScriptedAgent(secret);
    agent.answer(() => ({ body: { reply: `It is ${name}` } }));
    const tenant = await createTenant(parley.pool, {
      agent: {
        name: `${name} AI`,
        webhook_url: agent.url,
        webhook_secret: sealSecret(String(parley.env.PARLEY_SECRET_KEY), secret),
        batch_window_ms: 1_000,
      },
      campaign: { name: `${name} campaign` },
      lead: { first_name: name, phone },
    });
    const apiKey = await newKey(parley.pool, tenant.tenantId, 'admin');
    const side = {
      ...tenant,
      ...{ apiKey, agent, call: apiClient(parley.apiUrl, apiKey) },
      ...{ accountSid: `AC${digit.repeat(32)}`, authToken: `token-of-account-${digit}` },
    };
    const { accountSid, authToken, ourNumber } = side;
    const inboundUrl = `${parley.apiUrl}/webhooks/twilio/sms`;
    parley.carrier.setAccount({ accountSid, authToken, numbers: [ourNumber], inboundUrl });
    const account = { accountId: accountSid, secret: authToken };
    expect((await side.call('PUT', '/api/v1/provider-accounts/twilio', account)).status).toBe(200);
    return side;
  }

  /** The lead texts one of them; the provider's id is the test's to choose, as another provider account could have it. */
  async function text(to: Side, body: string, messageSid: string): Promise<number> {
    mustStayPrivate(body);
    const form = { From: phone, To: to.ourNumber, Body: body, MessageSid: messageSid, AccountSid: to.accountSid };
    return postSigned(`${parley.apiUrl}/webhooks/twilio/sms`, to.authToken, form);
  }

  async function transcript({ call, leadId }: Side): Promise<string[]> {
    const { body } = await call('GET', `/api/v1/interactions/lead/${leadId}`);
    return body.data.flatMap(({ transcript: texts }: { transcript: { message: string }[] }) =>
      texts.map(({ message }) => message),
    );
  }

  /** Nothing of its own comes any more: its texts have arrived, and its workflow knows all. */
  function atRest({ tenantId }: Side): Promise<void> {
    return eventually(async () => {
      const { rows } = await parley.pool.query(
        `select 1 from messages where tenant_id = $1 and direction = 'outbound' and state <> 'delivered'
         union all select 1 from events where tenant_id = $1 and after_seq is not null and signalled_at is null`,
        [tenantId],
      );
      expect(rows).toEqual([]);
    });
  }

  /** Every row that is the first's, but for what its own requests write down about themselves. */
  async function rowsOf({ tenantId }: Side): Promise<unknown> {
    const { rows: tables } = await parley.pool.query<{ name: string }>(
      `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
        where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' order by 1`,
    );
    const contents = tables.map(
      ({
        name,
      }) => `select '${name}' as name, jsonb_agg(to_jsonb(t) - 'last_used_at' order by to_jsonb(t)::text) as rows
                       from ${name} t where tenant_id = $1`,
    );
    return (await parley.pool.query(contents.join(' union all '), [tenantId])).rows;
  }

  test('both get a text with one provider’s id, each asks its own agent, and the phone gets both answers', async () => {
    expect(await Promise.all([text(first, 'A violet?', 'SM1'), text(second, 'An amber?', 'SM1')])).toEqual([200, 200]);
    expect(await Promise.all([text(first, 'A violet?', 'SM1'), text(second, 'An amber?', 'SM1')])).toEqual([200, 200]);
    await eventually(async () => {
      expect(await transcript(first)).toEqual(['A violet?', 'It is Violet']);
      expect(await transcript(second)).toEqual(['An amber?', 'It is Amber']);
    });
    for (const [side, words] of [
      [first, 'A violet?'],
      [second, 'An amber?'],
    ] as const) {
      expect(side.agent.requests).toMatchObject([
        { payload: { tenantId: side.tenantId, message: { combinedText: words } } },
      ]);
      expect(side.agent.refused).toBe(0);
    }
    // A reply is in the transcript before the phone has it.
    await eventually(() => {
      const shown = parley.carrier.messages(phone).filter(({ direction }) => direction === 'to-phone');
      expect(shown.map(({ from, body }) => [from, body])).toEqual(
        expect.arrayContaining([
          [first.ourNumber, 'It is Violet'],
          [second.ourNumber, 'It is Amber'],
        ]),
      );
      expect(shown).toHaveLength(2);
    });
  });

  test('one Idempotency-Key of both is two texts', async () => {
    const send = ({ call, leadId }: Side, message: string) =>
      call('POST', '/api/v1/sms/send', { leadId, message }, { 'Idempotency-Key': 'the same' });
    mustStayPrivate('Violets are in');
    const answers = await Promise.all([send(first, 'Violets are in'), send(second, 'Ambers are in')]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    const [one, other] = answers.map(({ body }) => body.data);
    expect(one.messageId).not.toBe(other.messageId);
    expect(one.interactionId).not.toBe(other.interactionId);
    expect((await send(second, 'Ambers are in')).body.data).toEqual(other);
  });

  test('whatever the second does with what is the first’s, nothing of the first’s changes, and nothing of it is told', async () => {
    const [interaction] = (await first.call('GET', `/api/v1/interactions/lead/${first.leadId}`)).body.data;
    const { interactionId } = interaction;
    const { body } = await first.call('GET', `/api/v1/interactions/${interactionId}/messages`);
    const { messageId, turnId } = body.data.messages.at(-2);
    const page = await new LivePage(parley.apiUrl, second.apiKey).connect();
    await atRest(first);
    const before = await rowsOf(first);

    const { leadId, campaignId } = first;
    const attempts: [string, string, object?][] = [
      ['GET', `/api/v1/interactions/${interactionId}`],
      ['GET', `/api/v1/interactions/lead/${leadId}`],
      ['GET', `/api/v1/leads/${leadId}/evidence`],
      ['PATCH', `/api/v1/interactions/${interactionId}`, { agentMode: false, status: 'dnc' }],
      ['POST', `/api/v1/interactions/${interactionId}/ask-agent`],
      ['POST', '/api/v1/sms/send', { leadId, message: 'From another' }],
      ['POST', '/api/v1/sms/send', { leadId: second.leadId, interactionId, message: 'From another' }],
      ['POST', '/api/v1/sms/send', { leadId: second.leadId, campaignId, message: 'From another' }],
      ['POST', '/api/v1/sms/send', { leadId: second.leadId, from: first.ourNumber, message: 'From another' }],
      ['POST', '/api/v1/sms/send', { leadId: second.leadId, source: 'sms_agent', turnId, message: 'From another' }],
      ['PUT', `/api/v1/leads/${leadId}/do-not-contact/sms`, { reason: 'Not theirs to say' }],
      ['POST', `/api/v1/leads/${leadId}/consent`, { kind: 'opted_out', reason: 'Not theirs to say' }],
      ['DELETE', `/api/v1/phone-numbers/${encodeURIComponent(first.ourNumber)}`],
    ];
    for (const [method, path, given] of attempts) {
      const answer = await second.call(method, path, given);
      expect([method, path, answer.status >= 400 && answer.status < 500]).toEqual([method, path, true]);
      expect(JSON.stringify(answer.body)).not.toMatch(/violet/i);
    }

    // The second's account speaks of the first's text, to the first's number, with the first's ids.
    const forms: Record<string, string>[] = [
      { MessageSid: 'SM2', From: phone, To: first.ourNumber, Body: 'STOP', AccountSid: second.accountSid },
      { MessageSid: 'SM1', MessageStatus: 'failed', ErrorCode: '21610', AccountSid: second.accountSid },
    ];
    for (const form of forms) {
      const url = `${parley.apiUrl}/webhooks/twilio/status?messageId=${messageId}`;
      expect(await postSigned(url, second.authToken, form)).toBe(200);
    }
    // And all that the second may do with its own, which is alike.
    const own = { leadId: second.leadId };
    await second.call('PUT', `/api/v1/leads/${own.leadId}/do-not-contact/sms`, { reason: 'Asked on the phone' });
    await second.call('DELETE', `/api/v1/leads/${own.leadId}/do-not-contact/sms`, { reason: 'A mistake' });
    expect(await text(second, 'STOP', 'SM3')).toBe(200);
    expect((await second.call('POST', '/api/v1/sms/send', { ...own, message: 'Still there?' })).status).toBe(403);

    expect(await rowsOf(first)).toEqual(before);
    expect((await first.call('POST', '/api/v1/sms/send', { leadId, message: 'Still here' })).status).toBe(200);
    await eventually(() => expect(page.events.length).toBeGreaterThan(0));
    page.cut();
    const told = JSON.stringify(page.frames);
    expect(told).toContain(second.leadId);
    for (const theirs of [first.tenantId, leadId, interactionId, first.ourNumber, 'Violet']) {
      expect(told).not.toContain(theirs);
    }
  });

  test('a text that the second’s account brought to the first’s number is shown to the second alone', async () => {
    expect(JSON.stringify((await second.call('GET', '/api/v1/unrouted-messages')).body)).toContain('STOP');
    expect((await first.call('GET', '/api/v1/unrouted-messages')).body.data.items).toEqual([]);
  });

  test('no answer to the second’s questions holds anything of the first’s', async () => {
    const { body } = await second.call('GET', `/api/v1/interactions/lead/${second.leadId}`);
    const given = {
      ...{ leadId: second.leadId, campaignId: second.campaignId, agentId: second.agentId },
      ...{ phoneNumber: second.ourNumber, interactionId: body.data[0].interactionId },
    };
    const rest = Object.keys(THINGS).filter((name) => !(name in given));
    const tenant = { tenantId: second.tenantId } as Parameters<typeof makeThings>[1];
    const values = { ...(await makeThings(parley.pool, tenant, rest)), ...given };
    // Its number is none of its secrets: the second's own account named it above.
    const theirs = new RegExp(`violet|${first.tenantId}|${first.leadId}|${first.agentId}`, 'i');
    const asked = OPERATIONS.filter(
      ({ method, access, operationId }) => method === 'get' && access !== 'person' && operationId !== 'streamEvents',
    );
    let found = 0;
    for (const operation of asked) {
      const answer = await second.call('GET', addressOf(operation, values));
      expect([operation.operationId, JSON.stringify(answer.body ?? null).match(theirs)?.[0]]).toEqual([
        operation.operationId,
        undefined,
      ]);
      if (answer.status === 200) found++;
    }
    // Those that are refused for want of a parameter are few: a walk that only met refusals would show nothing.
    expect(found).toBeGreaterThan(asked.length * 0.8);
  });
});
