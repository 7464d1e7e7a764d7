import { readFileSync } from 'node:fs';
import path from 'node:path';
import { evaluateWith } from './support/load-module';

/** What `npm audit --json` (npm 11) writes of two packages of which one has the fault of the other, and of a lesser one. */
const ANSWER = {
  auditReportVersion: 2,
  vulnerabilities: {
    outer: {
      name: 'outer',
      severity: 'critical',
      isDirect: true,
      via: ['inner'],
      effects: [],
      range: '>=2.0.0',
      nodes: ['node_modules/outer'],
      fixAvailable: false,
    },
    inner: {
      name: 'inner',
      severity: 'critical',
      isDirect: false,
      via: [
        {
          source: 1_193_680,
          name: 'inner',
          dependency: 'inner',
          title: 'Reads what it should not',
          url: 'https://github.com/advisories/GHSA-jrc7-96c5-q579',
          severity: 'critical',
          cwe: ['CWE-79'],
          cvss: { score: 10, vectorString: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:N' },
          range: '<=6.4.0',
        },
        {
          source: 1_240_991,
          name: 'inner',
          dependency: 'inner',
          title: 'Is slow for long texts',
          url: 'https://github.com/advisories/GHSA-ch52-4w7c-c8xp',
          severity: 'moderate',
          cwe: [],
          cvss: { score: 5.3, vectorString: null },
          range: '<6.0.0',
        },
      ],
      effects: ['outer'],
      range: '<=6.4.0',
      nodes: ['node_modules/inner'],
      fixAvailable: { name: 'inner', version: '6.10.0', isSemVerMajor: true },
    },
  },
  metadata: {
    vulnerabilities: { info: 0, low: 0, moderate: 0, high: 0, critical: 2, total: 2 },
    dependencies: { prod: 30, dev: 0, optional: 0, peer: 0, peerOptional: 0, total: 30 },
  },
};

const NOTHING = { auditReportVersion: 2, vulnerabilities: {}, metadata: ANSWER.metadata };

/** Of a registry that has advisories of its own: another address, and no id in it. */
const high = {
  ...NOTHING,
  vulnerabilities: {
    inner: {
      ...ANSWER.vulnerabilities.inner,
      via: [{ ...ANSWER.vulnerabilities.inner.via[0], severity: 'high', url: '' }],
    },
  },
};

const FOUND = 'critical: inner <=6.4.0: Reads what it should not, https://github.com/advisories/GHSA-jrc7-96c5-q579';
const allowance = {
  advisory: 'GHSA-jrc7-96c5-q579',
  package: 'inner',
  reason: 'We never call it',
  until: '2027-01-31',
};

const judge = (answer: unknown, allowed: unknown[] = [], today = '2027-01-31') =>
  evaluateWith(
    'tools/audit.mjs',
    `m.judge(${JSON.stringify(answer) ?? 'undefined'}, ${JSON.stringify(allowed)}, '${today}')`,
  );

test.each<[what: string, answer: unknown, allowed: unknown[], findings: string[], advisories: number]>([
  ['nothing', NOTHING, [], [], 0],
  ['critical: named once, with the package that has it; moderate is let be', ANSWER, [], [FOUND], 2],
  ['high', high, [], ['high: inner <=6.4.0: Reads what it should not, '], 1],
  ['allowed', ANSWER, [allowance], [], 2],
  ['allowed of another package', ANSWER, [{ ...allowance, package: 'outer' }], [FOUND], 2],
  ['another advisory allowed', ANSWER, [{ ...allowance, advisory: 'GHSA-ch52-4w7c-c8xp' }], [FOUND], 2],
  ['allowed by a number', high, [{ ...allowance, advisory: '1193680' }], [], 1],
])('an audit that says: %s', (_what, answer, allowed, findings, advisories) => {
  expect(judge(answer, allowed)).toEqual({ notAsked: null, findings, advisories });
});

test('what is allowed until a day is found the day after', () => {
  expect(judge(ANSWER, [allowance], '2027-02-01')).toMatchObject({ findings: [`${FOUND} (allowed until 2027-01-31)`] });
});

test.each<[what: string, answer: unknown, reason: string]>([
  [
    'a registry without audits',
    {
      message: '405 Method Not Allowed - POST https://registry.npmjs.org/-/npm/v1/security/advisories/bulk',
      method: 'POST',
      uri: 'https://registry.npmjs.org/-/npm/v1/security/advisories/bulk',
      headers: { allow: ['GET,HEAD'], 'content-length': ['0'], 'x-fetch-attempts': ['1'] },
      statusCode: 405,
      body: '',
      error: { summary: '', detail: '' },
    },
    'the registry answered 405',
  ],
  [
    'no network',
    {
      message:
        'request to http://127.0.0.1:9/-/npm/v1/security/advisories/bulk failed, reason: connect ECONNREFUSED 127.0.0.1:9',
      error: { summary: '', detail: '' },
    },
    'request to http://127.0.0.1:9/-/npm/v1/security/advisories/bulk failed, reason: connect ECONNREFUSED 127.0.0.1:9',
  ],
  [
    'no lockfile',
    {
      error: {
        code: 'ENOLOCK',
        summary: 'This command requires an existing lockfile.',
        detail: 'Try creating one first',
      },
    },
    'This command requires an existing lockfile.',
  ],
  ['nothing that can be read', undefined, 'npm gave no answer that could be read'],
  ['null', null, 'npm gave no answer that could be read'],
  ['an older form', { advisories: {}, metadata: {} }, 'npm gave no answer that could be read'],
])('nothing was asked, and nothing passes for it: %s', (_what, answer, notAsked) => {
  expect(judge(answer)).toEqual({ notAsked });
});

test('an allowance has a reason and a last day', () => {
  const problems = (list: unknown) => evaluateWith('tools/audit.mjs', `m.allowanceProblems(${JSON.stringify(list)})`);
  expect(problems([allowance])).toEqual([]);
  expect(problems([{ ...allowance, reason: '', until: 'some day' }])).toEqual([
    'GHSA-jrc7-96c5-q579 has no reason',
    'GHSA-jrc7-96c5-q579: until is a day, such as 2027-01-31',
  ]);
  expect(problems(JSON.parse(readFileSync(path.join(__dirname, '../tools/audit-allowed.json'), 'utf8')))).toEqual([]);
});
