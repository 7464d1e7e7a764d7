/**
 * What each runner's report means in tests passed and failed. Skipped ones are neither; they are shown beside the figures.
 * A report that is missing, or that cannot explain a failing exit code, is one failed test: a runner that fell over must
 * never look like one that had nothing to do.
 *
 * @typedef {{ passed: number, failed: number, skipped: number }} Count
 */

/** @returns {Count} of the checks in `tools/check.mjs --json`. One that could not ask has neither passed nor failed. */
export function countChecks(report) {
  const passed = report.filter((check) => check.passed).length;
  const skipped = report.filter((check) => check.notAsked !== undefined).length;
  return { passed, failed: report.length - passed - skipped, skipped };
}

/** @returns {Count} of Jest's `--json`. A file that could not even be loaded holds no tests, yet something failed. */
export function countJest(report) {
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** @returns {Count} of Playwright's JSON report. A test that passed only now and then (flaky) has failed. */
export function countPlaywright(report) {
  const { expected, unexpected, flaky, skipped } = report.stats;
  return { passed: expected, failed: unexpected + flaky + report.errors.length, skipped };
}

/**
 * @param {unknown} report parsed JSON, or undefined when the runner wrote none
 * @param {(report: any) => Count} count
 * @param {number | null} exitCode null when it was killed
 * @returns {Count}
 */
export function countRun(report, count, exitCode) {
  if (report === undefined) return { passed: 0, failed: 1, skipped: 0 };
  const result = count(report);
  const unexplained = exitCode !== 0 && result.failed === 0;
  const nothingRan = result.passed + result.failed === 0;
  return unexplained || nothingRan ? { ...result, failed: result.failed + 1 } : result;
}
