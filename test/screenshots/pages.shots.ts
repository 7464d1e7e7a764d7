import path from 'node:path';
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { SECTIONS } from '../../src/web/settings/sections';
import { DEMO } from '../support/parley';
import { type Scene, startScene } from './scene';

const FOLDER = path.resolve('docs/screenshots');

/** How each page is shown: the two schemes on a desk, and a phone. */
const WAYS = [
  { name: 'light', colorScheme: 'light', width: 1440, height: 900 },
  { name: 'dark', colorScheme: 'dark', width: 1440, height: 900 },
  { name: 'narrow', colorScheme: 'light', width: 360, height: 740 },
] as const;

/** A page, and what says that it is all there. */
interface Shot {
  name: string;
  open(page: Page, scene: Scene): Promise<void>;
  as?: 'nobody';
}

const settings = (section: string, id?: string): Shot => ({
  name: `settings-${section}${id === undefined ? '' : '-one'}`,
  open: async (page, { parley }) => {
    await page.goto(`${parley.apiUrl}/settings/${section}${id === undefined ? '' : `/${id}`}`);
    await expect(page.getByRole('main').getByRole('heading', { level: 2 }).first()).toBeVisible();
  },
});

/** In the thread: the list beside it, which shows it too, is there before. Without its role, which a dialog hides. */
const newestText = (page: Page) => page.locator('[aria-label="Texts"]').getByText('See you on Wednesday.');

const SHOTS: Shot[] = [
  {
    name: 'sign-in',
    as: 'nobody',
    open: async (page, { parley }) => {
      await page.goto(parley.apiUrl);
      await expect(page.getByRole('heading', { name: 'Sign in to Parley' })).toBeVisible();
    },
  },
  {
    name: 'list',
    open: async (page, { parley }) => {
      await page.goto(`${parley.apiUrl}/conversations`);
      await expect(page.getByText('Jonas Weber').first()).toBeVisible();
    },
  },
  {
    name: 'conversation',
    open: async (page, { parley, shown }) => {
      await page.goto(`${parley.apiUrl}/conversations/${shown.interactionId}`);
      await expect(newestText(page)).toBeVisible();
    },
  },
  {
    name: 'why',
    open: async (page, { parley, shown }) => {
      await page.goto(`${parley.apiUrl}/conversations/${shown.interactionId}?why=all`);
      await expect(page.getByRole('dialog').getByText('The text was delivered.').last()).toBeVisible();
      await expect(newestText(page)).toBeVisible();
    },
  },
  {
    name: 'new-conversation',
    open: async (page, { parley, shown }) => {
      await page.goto(`${parley.apiUrl}/conversations?lead=${shown.leadId}`);
      await expect(page.getByRole('dialog')).toBeVisible();
    },
  },
  {
    name: 'overview',
    open: async (page, { parley }) => {
      await page.goto(`${parley.apiUrl}/overview`);
      await expect(page.getByRole('heading', { name: /texts? in/ })).toBeVisible();
    },
  },
  ...SECTIONS.map(({ id }) => settings(id)),
  settings('campaigns', DEMO.campaignId),
  settings('agents', DEMO.agentId),
  {
    name: 'account',
    open: async (page, { parley }) => {
      await page.goto(`${parley.apiUrl}/account`);
      await expect(page.getByRole('heading', { name: 'Change your password' })).toBeVisible();
    },
  },
  {
    name: 'phone',
    as: 'nobody',
    open: async (page, { parley, shown }) => {
      await page.goto(`${parley.carrier.url}/?${new URLSearchParams({ phone: shown.phone, with: DEMO.ourNumber })}`);
      await expect(page.getByText('See you on Wednesday.').last()).toBeVisible();
    },
  },
];

test('every page, in light, in dark and on a phone', async ({ browser }) => {
  const scene = await startScene();
  try {
    for (const { name: way, colorScheme, width, height } of WAYS) {
      const context = await browser.newContext({ colorScheme, viewport: { width, height } });
      await signIn(context, scene);
      const strangers = await browser.newContext({ colorScheme, viewport: { width, height } });
      for (const shot of SHOTS) {
        const page = await (shot.as === 'nobody' ? strangers : context).newPage();
        await shot.open(page, scene);
        // What still loads or moves would make two runs differ.
        await page.waitForLoadState('load');
        await expect(page.locator('.mantine-Skeleton-root')).toHaveCount(0);
        await expect(page.getByText(/^(Loading|Opening)/)).toHaveCount(0);
        await page.evaluate('document.fonts.ready');
        await page.screenshot({
          path: path.join(FOLDER, `${shot.name}-${way}.png`),
          animations: 'disabled',
          caret: 'hide',
        });
        await page.close();
      }
      await context.close();
      await strangers.close();
    }
  } finally {
    await scene.parley.stop();
  }
});

async function signIn(context: BrowserContext, { parley }: Scene): Promise<void> {
  const { email, password } = parley.people.admin;
  const answer = await context.request.post(`${parley.apiUrl}/api/v1/session`, { data: { email, password } });
  expect(answer.status()).toBe(200);
}
