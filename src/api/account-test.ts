import { readKnownNumbers } from '../db/number-sync';
import type { Pool } from '../db/pool';
import type { AccountNumber, Finding, Provider } from '../providers/provider';
import type { Providers } from '../providers/registry';
import { readUsedAccount, SECRET_UNREADABLE } from './used-account';

export interface AccountTest {
  ok: boolean;
  account: 'tenant' | 'installation' | null;
  findings: Finding[];
  webhookUrl: string;
  smsNumbers: number | null;
  numbersElsewhere: string[];
}

const MOST_LISTED = 100;

/** Asks the provider about the account that a tenant's texts go through, and says in words what is wrong. */
export async function testAccount(
  deps: { pool: Pool; providers: Providers; publicUrl: string },
  tenantId: string,
  name: string,
): Promise<AccountTest> {
  const webhookUrl = `${deps.publicUrl}/webhooks/${name}/sms`;
  const result = { ok: false, account: null, findings: [], webhookUrl, smsNumbers: null, numbersElsewhere: [] };
  const used = await readUsedAccount(deps, tenantId, name);
  if (used === null || used.provider === 'PROVIDER_NOT_CONFIGURED') {
    const message = `Neither this tenant nor the installation has an account at ${name} that can be used.`;
    return { ...result, findings: [{ code: 'NO_ACCOUNT', message }] };
  }
  const { account, provider } = used;
  if (typeof provider === 'string') return { ...result, account, findings: [SECRET_UNREADABLE] };
  const { ok, findings } = await provider.checkAccount();
  if (!ok) return { ...result, account, findings };
  return {
    ...result,
    ok,
    account,
    ...(await lookAtNumbers(deps, tenantId, { account, provider }, findings, webhookUrl)),
  };
}

async function lookAtNumbers(
  deps: { pool: Pool },
  tenantId: string,
  { account, provider }: { account: 'tenant' | 'installation'; provider: Provider },
  findings: Finding[],
  webhookUrl: string,
): Promise<Pick<AccountTest, 'findings' | 'smsNumbers' | 'numbersElsewhere'>> {
  const listed = await provider.listNumbers();
  if (!listed.ok) return { findings: [...findings, listed.finding], smsNumbers: null, numbersElsewhere: [] };
  const all = listed.numbers.filter((number) => number.smsCapable);
  // A tenant is not shown which numbers of the installation's account are others'.
  const shown = account === 'tenant' ? all : await withoutOthers(deps.pool, tenantId, provider.name, all);
  const elsewhere = shown.filter((number) => number.smsUrl !== webhookUrl).map((number) => number.phoneNumber);
  return {
    findings: [...findings, ...numberFindings(shown.length, elsewhere.length, webhookUrl)],
    smsNumbers: shown.length,
    numbersElsewhere: elsewhere.slice(0, MOST_LISTED),
  };
}

function numberFindings(count: number, elsewhere: number, webhookUrl: string): Finding[] {
  if (count === 0) {
    return [{ code: 'NO_NUMBERS', message: 'The account has no SMS-capable number to send from.' }];
  }
  if (elsewhere === 0) return [];
  const message =
    `${elsewhere} of ${count} SMS-capable numbers do not send their texts here: a lead's answer to them is not seen. ` +
    `At the provider, let "a message comes in" call ${webhookUrl} by POST.`;
  return [{ code: 'WEBHOOK_ELSEWHERE', message }];
}

async function withoutOthers(
  pool: Pool,
  tenantId: string,
  provider: string,
  numbers: AccountNumber[],
): Promise<AccountNumber[]> {
  const known = await readKnownNumbers(
    pool,
    tenantId,
    provider,
    numbers.map((number) => number.phoneNumber),
  );
  const others = new Set(known.filter((number) => !number.ours).map((number) => number.phoneNumber));
  return numbers.filter((number) => !others.has(number.phoneNumber));
}
