/** The rules of `npm run check` about imports: the arrows between the parts, and what holds everywhere. */
const { arrows, PRODUCT, TYPE_ONLY } = require('./tools/import-arrows.cjs');

const calls = [
  {
    name: 'outbound-calls',
    // A server's own listener needs node:http, so those who serve are not named here.
    comment: 'src/outbound makes every outbound call: limits, redaction and refused addresses are there.',
    severity: 'error',
    from: { path: PRODUCT, pathNot: ['^src/(outbound|dev)/'] },
    to: { path: ['node_modules/(undici|axios|got|node-fetch)(/|$)'] },
  },
  {
    name: 'outbound-sockets',
    comment: 'src/outbound makes every outbound call; node:http is for those who serve.',
    severity: 'error',
    from: { path: PRODUCT, pathNot: ['^src/(outbound|dev|api)/', '^src/metrics-server\\.ts$', '^worker/'] },
    to: { dependencyTypes: ['core'], path: '^(node:)?(http|https|http2|net|tls|dgram)$' },
  },
];

const everywhere = [
  {
    name: 'no-circular',
    comment: 'Two files that need each other are one idea, or hold a third that both should import.',
    severity: 'error',
    from: {},
    to: { circular: true },
  },
  {
    name: 'product-without-dev',
    comment: 'src/dev is the laptop stack; production images do not have what it needs.',
    severity: 'error',
    from: { path: PRODUCT, pathNot: '^src/dev/' },
    to: { path: '^src/dev/' },
  },
  {
    name: 'product-without-tests',
    comment: 'Test and bench code may be wrong in ways the product may not.',
    severity: 'error',
    from: { path: PRODUCT },
    to: { path: '^(test|bench)/' },
  },
  {
    name: 'product-without-dev-dependencies',
    // `npm prune --omit=dev` removes them from the image, where the import would fail at start.
    comment: 'A package that the product needs belongs in dependencies.',
    severity: 'error',
    from: { path: PRODUCT, pathNot: ['^src/(dev|web)/'] },
    to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: TYPE_ONLY, pathNot: ['node_modules/@types/'] },
  },
  {
    name: 'declared',
    comment: 'A package that is only there because another one needs it goes away without a word.',
    severity: 'error',
    from: {},
    to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
  },
  {
    name: 'resolved',
    comment: 'An import must lead somewhere.',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true },
  },
];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [...arrows, ...calls, ...everywhere],
  options: {
    // Also what the compiler drops: a type that crosses an arrow ties two parts together as well.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    exclude: { path: '(^|/)(dist|coverage|test-results|playwright-report|\\.parley)/' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.cjs', '.js', '.json', '.d.ts'],
    },
  },
};
