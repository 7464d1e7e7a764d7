/**
 * What `npm run audit` does, and the check "dependency audit": asks the registry which advisories there are about the packages that
 * production installs, and refuses high and critical ones, but for those that tools/audit-allowed.json allows until a day.
 * A registry that has no such answer, or cannot be reached, was not asked: that is said, and is neither passed nor failed.
 */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const ALLOWED = 'tools/audit-allowed.json';
const REFUSED = ['high', 'critical'];
const LIMIT_MS = 60_000;
const LARGEST_ANSWER = 32 * 1024 * 1024;

/**
 * @typedef {{ advisory: string, package: string, reason: string, until: string }} Allowance `until`: the last day, YYYY-MM-DD
 * @typedef {{ notAsked: string } | { notAsked: null, findings: string[], advisories: number }} Verdict
 */

/**
 * @param {any} answer what `npm audit --json` wrote, read; undefined: nothing that could be read
 * @param {Allowance[]} allowed
 * @param {string} today YYYY-MM-DD
 * @returns {Verdict} what was found; or why nothing was asked
 */
export function judge(answer, allowed, today) {
  if (typeof answer?.vulnerabilities !== 'object' || answer.vulnerabilities === null)
    return { notAsked: reasonOf(answer) };
  const advisories = new Map();
  for (const { via = [] } of Object.values(answer.vulnerabilities)) {
    // A text names another package, whose own entry has the advisory.
    for (const each of via) if (typeof each === 'object') advisories.set(`${idOf(each)} ${each.name}`, each);
  }
  const findings = [...advisories.values()].flatMap((each) => {
    if (!REFUSED.includes(each.severity)) return [];
    const allowance = allowed.find((one) => one.advisory === idOf(each) && one.package === each.name);
    if (allowance !== undefined && allowance.until >= today) return [];
    const expired = allowance === undefined ? '' : ` (allowed until ${allowance.until})`;
    return [`${each.severity}: ${each.name} ${each.range}: ${each.title}, ${each.url}${expired}`];
  });
  return { notAsked: null, findings: findings.sort(), advisories: advisories.size };
}

/** `GHSA-…`, which is the last part of an advisory's address; a registry of one's own may have others. */
function idOf({ url, source }) {
  return /GHSA(-\w{4}){3}/.exec(url ?? '')?.[0] ?? String(source);
}

function reasonOf(answer) {
  if (typeof answer?.statusCode === 'number') return `the registry answered ${answer.statusCode}`;
  return answer?.error?.summary || answer?.message?.split('\n')[0] || 'npm gave no answer that could be read';
}

/** @returns {string[]} what is wrong with the list of allowances; an allowance without a reason or an end is none */
export function allowanceProblems(allowed) {
  return allowed.flatMap((one) => {
    const named = ['advisory', 'package', 'reason', 'until'].filter(
      (field) => typeof one[field] !== 'string' || one[field] === '',
    );
    const problems = named.map((field) => `${one.advisory ?? 'an allowance'} has no ${field}`);
    if (!/^\d{4}-\d{2}-\d{2}$/.test(one.until ?? ''))
      problems.push(`${one.advisory}: until is a day, such as 2027-01-31`);
    return problems;
  });
}

/** Asks the registry that npm is configured with. @returns what it said, read; undefined: nothing that could be read */
function askRegistry() {
  const npm = process.env.npm_execpath?.endsWith('.js') ? [process.execPath, process.env.npm_execpath] : ['npm'];
  const [command, ...first] = npm;
  // Told to be offline, npm asks nobody and says that there is nothing.
  const args = [...first, 'audit', '--omit=dev', '--package-lock-only', '--offline=false', '--json'];
  const options = { cwd: ROOT, timeout: LIMIT_MS, maxBuffer: LARGEST_ANSWER };
  return new Promise((resolve) => {
    // npm exits with 1 when it found something, and when it could not ask: what it wrote tells them apart.
    execFile(command, args, options, (_error, stdout) => {
      try {
        resolve(JSON.parse(stdout));
      } catch {
        resolve(undefined);
      }
    });
  });
}

/** The check. @returns {Promise<{ passed: boolean, output: string, notAsked?: string }>} */
export async function audit() {
  const allowed = JSON.parse(readFileSync(path.join(ROOT, ALLOWED), 'utf8'));
  const problems = allowanceProblems(allowed);
  if (problems.length > 0)
    return { passed: false, output: problems.map((problem) => `${ALLOWED}: ${problem}`).join('\n') };
  const verdict = judge(await askRegistry(), allowed, new Date().toISOString().slice(0, 10));
  if (verdict.notAsked !== null) return { passed: false, output: '', notAsked: verdict.notAsked };
  return { passed: verdict.findings.length === 0, output: verdict.findings.join('\n') };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { passed, output, notAsked } = await audit();
  if (notAsked !== undefined) console.log(`dependency audit: not asked, ${notAsked}`);
  else console.log(passed ? 'dependency audit: nothing high or critical' : output);
  process.exitCode = passed || notAsked !== undefined ? 0 : 1;
}
