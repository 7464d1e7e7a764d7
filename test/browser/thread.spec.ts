import type { Page } from '@playwright/test';
import type { Parley } from '../support/parley';
import { phoneShows } from '../support/parley';
import { expect, expectAccessible, expectNoSidewaysScroll, SCHEMES, test } from './support/page';

/** Each test has a lead of its own, so that none sees another's texts. */
let leads = 0;

interface Talk {
  leadId: string;
  phone: string;
  interactionId: string;
  /** The lead texts us. */
  text(body: string): Promise<void>;
}

/** A conversation that begins with this text of ours, or of the lead's. */
async function startTalk(parley: Parley, begin: { ours: string } | { theirs: string }): Promise<Talk> {
  const phone = `+12025557${String(100 + leads++)}`;
  const lead = await parley.call('POST', '/api/v1/leads', {
    ...{ phone, firstName: 'Rosa', lastName: `Lind ${leads}`, campaignId: 'camp_demo' },
  });
  expect(lead.status).toBe(201);
  const { leadId } = lead.body.data;
  const text = async (body: string) => {
    expect(await parley.text(body, { from: phone })).toBe(200);
  };
  if ('ours' in begin) await parley.send({ leadId, message: begin.ours });
  else await text(begin.theirs);
  const { body } = await parley.call('GET', `/api/v1/interactions/lead/${leadId}`);
  return { leadId, phone, interactionId: body.data[0].interactionId, text };
}

const open = (page: Page, parley: Parley, talk: Talk) =>
  page.goto(`${parley.apiUrl}/conversations/${talk.interactionId}`);
const composer = (page: Page) => page.getByRole('textbox', { name: 'Text', exact: true });
const thread = (page: Page) => page.getByRole('region', { name: 'Texts' });

test('looks', async ({ operator: page, parley }) => {
  const talk = await startTalk(parley, { theirs: 'Hi, do you have time on Thursday? See https://example.com/a(b). Sooo good' });
  await phoneShows(parley, 1, talk.phone);
  parley.carrier.faults.add?.({ kind: 'status', httpStatus: 400, code: 30007, times: 1, taken: false, to: talk.phone } as never);
  await parley.send({ leadId: talk.leadId, message: 'Buy now, cheap teeth' });
  await parley.send({ leadId: talk.leadId, message: 'A long text. '.repeat(20), interactionId: talk.interactionId });
  await parley.call('PATCH', `/api/v1/interactions/${talk.interactionId}`, { status: 'qualified', agentMode: false });
  await open(page, parley, talk);
  await composer(page).fill('“Curly” – and more…');
  await page.screenshot({ path: 'test-results/look-light.png' });
  await page.getByRole('button', { name: 'Send' }).click();
  await page.emulateMedia({ colorScheme: 'dark' });
  await talk.text('and another');
  await page.reload();
  await expect(thread(page)).toContainText('and another');
  await page.screenshot({ path: 'test-results/look-dark.png' });
  await page.setViewportSize({ width: 360, height: 740 });
  await page.screenshot({ path: 'test-results/look-360.png' });
});
