import { evaluateWith } from './load-module';

const count = (report: unknown, counter: string, exitCode: number | null) =>
  evaluateWith(
    'test/support/count-results.mjs',
    `m.countRun(${JSON.stringify(report) ?? 'undefined'}, m.${counter}, ${exitCode})`,
  );

const jestReport = {
  numPassedTests: 3,
  numFailedTests: 0,
  numRuntimeErrorTestSuites: 0,
  numPendingTests: 0,
  numTodoTests: 0,
};
const playwrightReport = { stats: { expected: 2, unexpected: 0, flaky: 0, skipped: 0 }, errors: [] as unknown[] };

test.each([
  ['Jest, all well', jestReport, 'countJest', 0, { passed: 3, failed: 0, skipped: 0 }],
  ['Jest, one fails', { ...jestReport, numFailedTests: 1 }, 'countJest', 1, { passed: 3, failed: 1, skipped: 0 }],
  [
    'Jest, a file that cannot be loaded counts as one failed',
    { ...jestReport, numRuntimeErrorTestSuites: 1 },
    'countJest',
    1,
    { passed: 3, failed: 1, skipped: 0 },
  ],
  [
    'Jest, what was skipped is neither passed nor failed',
    { ...jestReport, numPendingTests: 2, numTodoTests: 1 },
    'countJest',
    0,
    { passed: 3, failed: 0, skipped: 3 },
  ],
  ['Jest, a failing exit that no test explains', jestReport, 'countJest', 1, { passed: 3, failed: 1, skipped: 0 }],
  ['Jest, killed', jestReport, 'countJest', null, { passed: 3, failed: 1, skipped: 0 }],
  ['Jest, no test at all', { ...jestReport, numPassedTests: 0 }, 'countJest', 0, { passed: 0, failed: 1, skipped: 0 }],
  ['no report', undefined, 'countJest', 1, { passed: 0, failed: 1, skipped: 0 }],
  [
    'checks, one could not ask',
    [{ passed: true }, { passed: false, notAsked: 'the registry answered 405' }],
    'countChecks',
    0,
    { passed: 1, failed: 0, skipped: 1 },
  ],
  ['checks, one fails', [{ passed: true }, { passed: false }], 'countChecks', 1, { passed: 1, failed: 1, skipped: 0 }],
  ['Playwright, all well', playwrightReport, 'countPlaywright', 0, { passed: 2, failed: 0, skipped: 0 }],
  [
    'Playwright, a flaky test has failed',
    { ...playwrightReport, stats: { ...playwrightReport.stats, flaky: 1 } },
    'countPlaywright',
    0,
    { passed: 2, failed: 1, skipped: 0 },
  ],
  [
    'Playwright, an error outside of any test',
    { ...playwrightReport, errors: [{ message: 'no tests found' }] },
    'countPlaywright',
    1,
    { passed: 2, failed: 1, skipped: 0 },
  ],
  ['checks', [{ passed: true }, { passed: false }], 'countChecks', 1, { passed: 1, failed: 1, skipped: 0 }],
])('%s', (_, report, counter, exitCode, expected) => {
  expect(count(report, counter, exitCode)).toEqual(expected);
});
