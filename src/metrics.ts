import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { RECENT_TURNS_MINUTES, STANDING_COUNTS_TO, type Standing } from './domain/standing';

/** From a webhook that is answered at once to a send that waits for its provider; seconds. */
const REQUEST_BUCKETS = [0.005, 0.02, 0.1, 0.5, 1, 2.5, 5, 10];
/** Providers and agents are other people's machines; seconds. */
const CALL_BUCKETS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

const counter = <Label extends string>(registry: Registry, name: string, help: string, labelNames: Label[]) =>
  new Counter({ name, help, labelNames, registers: [registry] });

const gauge = <Label extends string>(registry: Registry, name: string, help: string, labelNames: Label[] = []) =>
  new Gauge({ name, help, labelNames, registers: [registry] });

/**
 * Everything that a process counts and measures, for Prometheus. api and worker have the same list; each fills what happens in
 * it. A label has a few values that are known beforehand: never a tenant, an id, a number, a text or what a caller made up.
 * `docs/operating.md` says what each is for; `test/metrics.test.ts` holds the two together.
 */
export function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return {
    registry,

    httpRequests: new Histogram({
      name: 'parley_http_request_duration_seconds',
      help: 'Requests that the api answered, streams excepted.',
      labelNames: ['method', 'route', 'status'],
      buckets: REQUEST_BUCKETS,
      registers: [registry],
    }),
    refusals: counter(registry, 'parley_refusals_total', 'Errors that the api answered with, by code.', ['code']),
    webhooks: counter(registry, 'parley_webhooks_total', 'Webhooks of providers, by what became of them.', [
      'provider',
      'outcome',
    ]),
    consentEvents: counter(
      registry,
      'parley_consent_events_total',
      'What was said about consent, by kind and by whom (origin).',
      ['kind', 'origin'],
    ),
    liveStreams: gauge(registry, 'parley_live_streams', 'Open streams of live changes.'),

    facts: counter(
      registry,
      'parley_facts_signalled_total',
      'Facts that Temporal was told, or that failed to reach it.',
      ['by', 'outcome'],
    ),
    deliveries: new Histogram({
      name: 'parley_delivery_duration_seconds',
      help: "Attempts to hand a text to its provider, until the provider's answer.",
      labelNames: ['provider', 'verdict'],
      buckets: CALL_BUCKETS,
      registers: [registry],
    }),
    agentRequests: new Histogram({
      name: 'parley_agent_request_duration_seconds',
      help: 'Turns that were posted to agents, until the answer.',
      labelNames: ['outcome'],
      buckets: CALL_BUCKETS,
      registers: [registry],
    }),

    poolConnections: gauge(registry, 'parley_postgres_pool_connections', 'Connections to Postgres.', ['state']),
    poolWaiting: gauge(registry, 'parley_postgres_pool_waiting', 'Queries that wait for a connection.'),

    postgresUp: gauge(
      registry,
      'parley_postgres_up',
      'Whether Postgres answered this scrape; 0: what is read from it is missing.',
    ),
    unsignalledFacts: gauge(
      registry,
      'parley_unsignalled_facts',
      `Facts that no workflow was told yet, up to ${STANDING_COUNTS_TO}.`,
    ),
    oldestUnsignalledFactAge: gauge(
      registry,
      'parley_oldest_unsignalled_fact_age_seconds',
      'Since the oldest of them was committed; 0: there is none.',
    ),
    needingPerson: gauge(
      registry,
      'parley_conversations_needing_person',
      `Conversations that a person should look at, up to ${STANDING_COUNTS_TO}.`,
      ['reason'],
    ),
    outgoingTexts: gauge(registry, 'parley_outgoing_texts', `Texts on their way out, up to ${STANDING_COUNTS_TO}.`, [
      'state',
    ]),
    oldestSendingTextAge: gauge(
      registry,
      'parley_oldest_sending_text_age_seconds',
      'Since the text that is longest in sending changed; 0: there is none.',
    ),
    recentTurns: gauge(
      registry,
      'parley_recent_turns',
      `Turns that began within the last ${RECENT_TURNS_MINUTES} minutes, by their state now.`,
      ['state'],
    ),
  };
}

export type Metrics = ReturnType<typeof createMetrics>;

/** What is looked at when Prometheus asks, not when it happens. */
export type MetricsSource = () => void | Promise<void>;

/** How the connections of a process are used. */
export function poolSource(
  metrics: Metrics,
  pool: { totalCount: number; idleCount: number; waitingCount: number },
): MetricsSource {
  return () => {
    metrics.poolConnections.set({ state: 'busy' }, pool.totalCount - pool.idleCount);
    metrics.poolConnections.set({ state: 'idle' }, pool.idleCount);
    metrics.poolWaiting.set(pool.waitingCount);
  };
}

/** Well below the time limit that a scrape usually has (10 s). */
const STANDING_LIMIT_MS = 2_000;

/** How things stand, from Postgres. Where it does not answer in time, nothing is shown: an old figure would look like a new one. */
export function standingSource(metrics: Metrics, read: () => Promise<Standing>): MetricsSource {
  // One at a time: a Postgres that hangs holds one connection, however often it is asked.
  let reading: Promise<Standing | null> | undefined;
  return async () => {
    reading ??= read()
      .catch(() => null)
      .finally(() => {
        reading = undefined;
      });
    let limit: NodeJS.Timeout | undefined;
    const late = new Promise<null>((resolve) => {
      limit = setTimeout(resolve, STANDING_LIMIT_MS, null);
    });
    showStanding(metrics, await Promise.race([reading, late]));
    clearTimeout(limit);
  };
}

function showStanding(metrics: Metrics, standing: Standing | null): void {
  metrics.postgresUp.set(standing === null ? 0 : 1);
  const { unsignalledFacts, oldestUnsignalledFactAge, oldestSendingTextAge } = metrics;
  if (standing === null)
    for (const each of [unsignalledFacts, oldestUnsignalledFactAge, oldestSendingTextAge]) each.remove();
  else {
    unsignalledFacts.set(standing.unsignalledFacts);
    oldestUnsignalledFactAge.set(standing.oldestUnsignalledFactAge ?? 0);
    oldestSendingTextAge.set(standing.oldestSendingTextAge ?? 0);
  }
  showEach(metrics.needingPerson, 'reason', standing?.needingPerson);
  showEach(metrics.outgoingTexts, 'state', standing?.outgoingTexts);
  showEach(metrics.recentTurns, 'state', standing?.recentTurns);
}

function showEach<Label extends string>(shown: Gauge<Label>, label: Label, counts: Record<string, number> = {}): void {
  shown.reset();
  for (const [value, count] of Object.entries(counts)) shown.set({ [label]: value } as Record<Label, string>, count);
}

/** Counts what goes to Temporal and what fails to. */
export function countSignals<Fact>(
  metrics: Metrics,
  by: 'api' | 'relay',
  signal: (fact: Fact) => Promise<void>,
): (fact: Fact) => Promise<void> {
  return async (fact) => {
    try {
      await signal(fact);
      metrics.facts.inc({ by, outcome: 'signalled' });
    } catch (error) {
      metrics.facts.inc({ by, outcome: 'failed' });
      throw error;
    }
  };
}
