import fc from 'fast-check';
import { hashToken, newSessionToken } from '../../src/secrets';
import { answerProblems } from '../support/answer-checker';
import { type ApiAnswer, apiClient } from '../support/api-client';
import { addressOf, OPERATIONS, type Operation } from '../support/api-document';
import { makeThings, THINGS } from '../support/api-things';
import { type ApiUnderTest, startApi, type TenantUnderTest } from '../support/api-under-test';
import { oddValue, rightOf, spoiltOf } from '../support/schema-arbitraries';
import { mustStaySecret } from '../support/suite-output';
import { insert } from '../support/tenant';

/**
 * Requests made of the API's description alone, right and wrong ones, against the real api and Postgres. Whatever is asked:
 * no server error, and no answer that the description does not have.
 * PROPERTY_SEED and PROPERTY_RUNS repeat a run, or make a longer one.
 */
const SEED = Number(process.env.PROPERTY_SEED ?? 20_260_215);
const RUNS = Number(process.env.PROPERTY_RUNS ?? 4_000);
/** What requests use up (they delete things, and archive them) is made anew after so many. */
const NEW_THINGS_AFTER = 50;

let parley: ApiUnderTest;
let own: TenantUnderTest;
let things: { own: Record<string, string>; other: Record<string, string> };
let used = 0;
beforeAll(async () => {
  // No provider answers there: what needs one says so.
  parley = await startApi({ TWILIO_API_BASE_URL: 'http://127.0.0.1:9', LOG_LEVEL: 'warn' });
  own = await parley.newTenant();
});
afterAll(() => parley?.stop());

/** Whose id a parameter is. */
type Whose = 'own' | 'other' | 'nobody' | 'odd';

interface Drawn {
  /** By its name: a counterexample stays readable. */
  operationId: string;
  whose: Whose;
  odd: string;
  query: Record<string, unknown>;
  body: unknown;
  /** Whether ids in the body are put in the place of what was drawn for them. */
  realIds: boolean;
}

const whose = fc.oneof(
  { arbitrary: fc.constant<Whose>('own'), weight: 7 },
  { arbitrary: fc.constantFrom<Whose>('other', 'nobody', 'odd'), weight: 2 },
);

/** For an address: longer ones are refused by Node before they come to us, and half characters cannot be written there. */
const oddText = oddValue.map((value) => {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return Buffer.from(text.slice(0, 200), 'utf8').toString('utf8');
});

function queryOf(operation: Operation): fc.Arbitrary<Record<string, unknown>> {
  const right = operation.query.map(({ name, schema }) => [
    name,
    fc.oneof({ arbitrary: rightOf(schema), weight: 5 }, oddText),
  ]);
  return fc.record(Object.fromEntries(right), { requiredKeys: [] }) as fc.Arbitrary<Record<string, unknown>>;
}

const drawn: fc.Arbitrary<Drawn> = fc.constantFrom(...OPERATIONS).chain((operation) => {
  const { body, upload } = operation;
  const right = body ? fc.oneof(rightOf(body), fc.constant(body.example)) : fc.constant(upload ? 'phone\n' : undefined);
  const wrong = body ? spoiltOf(body) : upload ? oddText : fc.constant(undefined);
  return fc.record({
    operationId: fc.constant(operation.operationId),
    whose,
    odd: oddText,
    query: fc.oneof({ arbitrary: fc.constant({}), weight: 1 }, { arbitrary: queryOf(operation), weight: 2 }),
    body: fc.oneof(right, wrong),
    realIds: fc.boolean(),
  });
});

/** What a field of a body is the id of, where that is not its own name. */
const IDS: Record<string, string> = {
  productionAgentId: 'agentId',
  testAgentId: 'agentId',
  to: 'phoneNumber',
  from: 'phoneNumber',
};

function withRealIds(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  return Object.fromEntries(
    Object.entries(body).map(([field, value]) => {
      const thing = things.own[IDS[field] ?? field];
      if (typeof value === 'string' && thing !== undefined) return [field, thing];
      if (field === 'inboundCampaignIds' && Array.isArray(value)) return [field, [things.own.campaignId]];
      return [field, value];
    }),
  );
}

const operationOf = ({ operationId }: Drawn): Operation =>
  OPERATIONS.find((operation) => operation.operationId === operationId)!;

function valuesFor(operation: Operation, { whose: of, odd }: Drawn): Record<string, string> {
  // Nothing, or dots alone, would be another address.
  const strange = /^\.*$/.test(odd) ? '-' : odd;
  const value = (name: string) => {
    if (of === 'odd') return strange;
    if (of === 'nobody') return THINGS[name]?.missing ?? strange;
    return things[of][name] ?? strange;
  };
  return Object.fromEntries(operation.pathParameters.map(({ name }) => [name, value(name)]));
}

async function refreshThings(): Promise<void> {
  if (used++ % NEW_THINGS_AFTER !== 0) return;
  const names = Object.keys(THINGS);
  const other = await parley.newTenant();
  things = {
    own: await makeThings(parley.pool, own, names),
    other: await makeThings(parley.pool, other, names),
  };
}

/** Calls as an admin: with a key, or with a session that is made for this one request. */
async function send(request: Drawn): Promise<ApiAnswer> {
  const { query, realIds } = request;
  const operation = operationOf(request);
  const given = realIds ? withRealIds(request.body) : request.body;
  const search = new URLSearchParams(
    Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
  );
  const address = addressOf(operation, valuesFor(operation, request), search.size > 0 ? `?${search}` : '');
  const body = typeof given === 'string' && !operation.upload ? JSON.stringify(given) : given;
  const type: Record<string, string> = operation.upload ? { 'content-type': operation.upload } : {};
  if (operation.access !== 'person') {
    return apiClient(parley.apiUrl, own.adminKey)(operation.method.toUpperCase(), address, body, type);
  }
  const token = newSessionToken();
  // A person of its own: the one that requests are about may be deleted by them.
  const userId = await THINGS.userId!.make(parley.pool, own);
  mustStaySecret(token);
  await insert(parley.pool, 'sessions', {
    ...{ token_hash: hashToken(token), tenant_id: own.tenantId, user_id: userId },
    expires_at: new Date(Date.now() + 3_600_000),
  });
  return parley.asPerson(token)(operation.method.toUpperCase(), address, body, type);
}

test(`whatever is asked, the answer is one that the description has (seed ${SEED})`, async () => {
  const statuses = new Map<number, number>();
  const succeeded = new Set<string>();
  await fc.assert(
    fc.asyncProperty(drawn, async (request) => {
      await refreshThings();
      const answer = await send(request);
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      if (answer.status < 300) succeeded.add(request.operationId);
      const problems = answerProblems(operationOf(request), answer);
      if (answer.status >= 500 && answer.body?.error?.code !== 'PROVIDER_UNREACHABLE') problems.push('a server error');
      if (problems.length > 0) {
        const code = answer.body?.error?.code;
        throw new Error(`${request.operationId} answered ${answer.status} ${code ?? ''}: ${problems.join('; ')}`);
      }
    }),
    { seed: SEED, numRuns: RUNS, endOnFailure: false },
  );
  // A generator that only makes nonsense would show nothing: most operations have to have been done, and refused.
  expect(succeeded.size).toBeGreaterThan(OPERATIONS.length * 0.7);
  expect([...statuses.keys()]).toEqual(expect.arrayContaining([200, 201, 400, 404]));
  expect(parley.api.running).toBe(true);
}, 300_000);
