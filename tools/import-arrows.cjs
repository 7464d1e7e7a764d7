/**
 * Who may import whom: the table in CONTRIBUTING.md as rules for dependency-cruiser. `npm run check` holds the tree
 * against them, and test/import-arrows.test.ts shows that each of them fires.
 * A rule names what one part may import and forbids the rest, so a new folder is refused until somebody thinks about it.
 */

/** The places that wire everything together may import anything of the product's. */
const MAIN = '(^|/)main\\.ts$';
/** Commands of their own, run without api and worker, so they read the configuration themselves. */
const DB_COMMANDS = '^src/db/(migrate|create-admin|reseal-secrets)\\.ts$';
const OURS = '^(src|workflows|activities|worker|bench|test|tools)/';
const PRODUCT = '^(src|workflows|activities|worker)/';
const TYPE_ONLY = ['type-only'];

/** Everything of ours that `from` may not import is an error; `asTypes` may be imported by `import type` alone. */
function only(name, comment, from, allowed, asTypes = []) {
  const rules = [
    { name, comment, severity: 'error', from, to: { path: OURS, pathNot: [...allowed, ...asTypes] } },
    {
      name: `${name}-as-types`,
      comment: `${comment} The named exceptions are for \`import type\`.`,
      severity: 'error',
      from,
      to: { path: asTypes, pathNot: allowed, dependencyTypesNot: TYPE_ONLY },
    },
  ];
  return asTypes.length > 0 ? rules : rules.slice(0, 1);
}

const arrows = [
  {
    name: 'domain',
    // Not even a package or a Node module: a rule that reads a clock or a file gives another answer on replay.
    comment: 'src/domain is pure: it imports itself and nothing else.',
    severity: 'error',
    from: { path: '^src/domain/' },
    to: { pathNot: ['^src/domain/'] },
  },
  {
    name: 'workflows',
    // The workflow sandbox has no Node, and whatever is bundled into it is part of every replay for months.
    comment: 'workflows import src/domain, @temporalio/workflow and types of activities.',
    severity: 'error',
    from: { path: '^workflows/' },
    to: { pathNot: ['^workflows/', '^src/domain/', 'node_modules/@temporalio/(workflow|common)/', '^activities/'] },
  },
  {
    name: 'workflows-activities-as-types',
    // An activity's code inside the bundle would run in the sandbox, without its retries and its record.
    comment: 'workflows know activities by their types; proxyActivities calls them.',
    severity: 'error',
    from: { path: '^workflows/' },
    to: { path: '^activities/', dependencyTypesNot: TYPE_ONLY },
  },
  // Secrets are decrypted in src/db, so an activity never holds one that it does not use.
  ...only(
    'activities',
    'activities import src/db, src/providers, src/outbound and src/domain; the rest is handed to them.',
    { path: '^activities/' },
    ['^activities/', '^src/(db|providers|outbound|domain)/', '^src/new-id\\.ts$'],
    ['^src/(config|log|metrics)\\.ts$'],
  ),
  {
    name: 'activities-packages',
    comment: 'activities use no package but @temporalio: what reaches out is in src/db and src/outbound.',
    severity: 'error',
    from: { path: '^activities/' },
    to: {
      path: 'node_modules/',
      pathNot: ['node_modules/@temporalio/(activity|common)/'],
      dependencyTypesNot: TYPE_ONLY,
    },
  },
  ...only(
    'provider',
    // Two providers that share code change together; what all of them share is the interface.
    'A provider imports the interface, src/domain and its own files: never another provider, never us.',
    { path: '^src/providers/([^/.]+)(?:/|\\.)', pathNot: '^src/providers/registry\\.ts$' },
    ['^src/domain/', '^src/providers/(provider|$1)(/|\\.)'],
  ),
  ...only(
    'provider-registry',
    'The registry lists providers and knows nothing else.',
    { path: '^src/providers/registry\\.ts$' },
    ['^src/providers/', '^src/domain/'],
    ['^src/config\\.ts$'],
  ),
  {
    name: 'provider-no-io',
    // It translates. One file makes every outbound call, where limits, redaction and address checks are.
    comment: 'A provider does no I/O: of Node it may use what only computes.',
    severity: 'error',
    from: { path: '^src/providers/' },
    to: { dependencyTypes: ['core'], pathNot: ['^(node:)?(buffer|crypto|querystring|url|util)$'] },
  },
  {
    name: 'provider-no-io-packages',
    comment: "A provider may use its vendor's library, not a client of anything else.",
    severity: 'error',
    from: { path: '^src/providers/' },
    to: { path: 'node_modules/(undici|axios|got|node-fetch|pg|express|pino|@temporalio)(/|$)' },
  },
  ...only(
    'outbound',
    'src/outbound makes calls for others and decides nothing: it imports itself and src/domain.',
    { path: '^src/outbound/' },
    ['^src/outbound/', '^src/domain/'],
    ['^src/(config|log)\\.ts$', '^src/providers/provider\\.ts$'],
  ),
  ...only(
    'db',
    'src/db answers questions: it imports itself, src/domain, src/secrets.ts and src/new-id.ts.',
    { path: '^src/db/', pathNot: [DB_COMMANDS] },
    ['^src/db/', '^src/domain/', '^src/(secrets|new-id)\\.ts$'],
    ['^src/(config|log)\\.ts$'],
  ),
  ...only(
    'db-commands',
    'src/db/migrate.ts, create-admin.ts and reseal-secrets.ts are commands too: they may read the configuration and write the log.',
    { path: DB_COMMANDS },
    ['^src/(db|domain)/', '^src/(config|log|process|passwords|secrets)\\.ts$'],
  ),
  ...only(
    'temporal-client',
    // Signals are defined once, in workflows/messages.ts, and both sides use the definition.
    'src/temporal.ts is the client side of a conversation: it knows the messages, not the workflow.',
    { path: '^src/temporal\\.ts$' },
    ['^src/(config|log)\\.ts$', '^src/domain/', '^workflows/messages\\.ts$'],
    ['^workflows/', '^src/db/'],
  ),
  ...only(
    'api',
    // Anything that must survive a crash is an activity's to do, so the API has no way to do it.
    'src/api imports src/db, src/temporal.ts, src/domain and the registry of providers.',
    { path: '^src/api/', pathNot: [MAIN] },
    [
      '^src/api/',
      '^src/(db|domain)/',
      '^src/(temporal|config|log|secrets|passwords|new-id|phone-number|lead-zones)\\.ts$',
      '^src/providers/registry\\.ts$',
    ],
    ['^src/providers/provider\\.ts$', '^src/metrics\\.ts$'],
  ),
  ...only(
    'api-main',
    'src/api/main.ts wires the API; workflows and activities run in the worker.',
    { path: '^src/api/main\\.ts$' },
    ['^src/(api|db|domain|outbound|providers)/', '^src/[^/]+\\.ts$'],
  ),
  ...only(
    'web',
    'src/web runs in a browser: it imports itself and src/domain/segments.ts, and contract types.',
    { path: '^src/web/' },
    ['^src/web/', '^src/domain/segments\\.ts$'],
    ['^src/api/contract/'],
  ),
  {
    name: 'web-no-server',
    comment: 'src/web runs in a browser, which has neither Node nor our servers.',
    severity: 'error',
    from: { path: '^src/web/', pathNot: '(^|/)vite\\.config\\.m?ts$' },
    to: { path: 'node_modules/(express|pg|pino|undici|twilio|@temporalio)(/|$)' },
  },
  {
    name: 'web-no-node',
    comment: 'src/web runs in a browser, which has neither Node nor our servers.',
    severity: 'error',
    from: { path: '^src/web/', pathNot: '(^|/)vite\\.config\\.m?ts$' },
    to: { dependencyTypes: ['core'] },
  },
  ...only('worker', 'worker wires the parts together; the API and the page are other programs.', { path: '^worker/' }, [
    '^(worker|workflows|activities)/',
    '^src/(db|domain|outbound|providers)/',
    '^src/[^/]+\\.ts$',
  ]),
  ...only(
    'foundation',
    'src/*.ts (configuration, log, secrets, process, ids) carry everything else and rest on src/domain alone.',
    { path: '^src/[^/]+\\.ts$', pathNot: '^src/temporal\\.ts$' },
    ['^src/(?!temporal\\.ts)[^/]+\\.ts$', '^src/domain/'],
  ),
];

module.exports = { arrows, PRODUCT, TYPE_ONLY };
