/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  // Built and downloaded trees hold copies of our modules; Jest must neither watch nor resolve them.
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.parley/'],
  // tsc already checks the types (tools/check.mjs), so the tests only need the types stripped. This takes milliseconds.
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { target: 'es2022', parser: { syntax: 'typescript' }, keepClassNames: true },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  // Every Jest worker that starts a Temporal worker holds its own native runtime, so more of them gain nothing on 2 cores.
  maxWorkers: 2,
  testTimeout: 60_000,
};
