import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type Server } from 'node:net';
import path from 'node:path';
import { parse } from 'yaml';
import { createPool, type Pool } from '../src/db/pool';
import { readStanding } from '../src/db/standing';
import { freePort } from '../src/dev/ports';
import { createLog } from '../src/log';
import { createMetrics, type Metrics, poolSource, standingSource } from '../src/metrics';
import { startMetricsServer } from '../src/metrics-server';
import { scrapeUrl } from './support/scrape';

const log = createLog('test', 'silent');

interface Described {
  name: string;
  type: string;
  labels: string[];
}

/** What the registry has of ours, as the table of the documentation writes it. */
async function ours(metrics: Metrics): Promise<Described[]> {
  const all = await metrics.registry.getMetricsAsJSON();
  return all
    .filter(({ name }) => name.startsWith('parley_'))
    .map(({ name, type }) => {
      const { labelNames } = metrics.registry.getSingleMetric(name) as unknown as { labelNames: string[] };
      return { name, type: String(type), labels: labelNames.filter((label) => label !== 'le') };
    });
}

describe('the metrics', () => {
  const document = readFileSync(path.join(__dirname, '../docs/operating.md'), 'utf8');
  const section = document.split('\n## Metrics\n')[1]?.split('\n## ')[0] ?? '';
  const rows = section
    .split('\n')
    .filter((line) => line.startsWith('| `parley_'))
    .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()))
    .map(([, name = '', type = '', labels = '', meaning = '']) => ({
      name: name.replaceAll('`', ''),
      type,
      labels: [...labels.matchAll(/`(\w+)`:?/g)].map(([, label = '']) => label),
      meaning,
    }));

  test('are those of docs/operating.md, with their types and labels, both ways', async () => {
    expect(rows.map(({ meaning: _, ...row }) => row)).toEqual(await ours(createMetrics()));
    expect(rows.filter(({ meaning }) => meaning === '')).toEqual([]);
  });

  test('are all that its alerts ask for', async () => {
    const known = (await ours(createMetrics())).flatMap(({ name, type }) =>
      type === 'histogram' ? [`${name}_bucket`, `${name}_count`, `${name}_sum`] : [name],
    );
    const [, text = ''] = /```yaml\n(.*?)```/s.exec(section) ?? [];
    const { rules } = parse(text).groups[0] as { rules: { alert: string; expr: string }[] };
    expect(rules.filter(({ alert, expr }) => !/^[A-Z]\w+$/.test(alert) || !/[<>=]=? ?[\d.]+\s*$/.test(expr))).toEqual(
      [],
    );
    const alerts = rules.map(({ expr }) => expr).join('\n');
    const asked = new Set([...alerts.matchAll(/\bparley_\w+/g)].map(([name]) => name));
    expect(asked.size).toBeGreaterThan(5);
    expect([...asked].filter((name) => !known.includes(name))).toEqual([]);
  });

  test('are named as Prometheus asks for', async () => {
    for (const { name, type } of await ours(createMetrics())) {
      expect([name, name.endsWith('_total')]).toEqual([name, type === 'counter']);
      if (/duration|age/.test(name)) expect(name).toMatch(/_seconds$/);
    }
  });
});

describe('a metrics port', () => {
  const undo: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const step of undo.splice(0).reverse()) await step();
  });

  const serve = async (databaseUrl: string): Promise<string> => {
    const pool: Pool = createPool(databaseUrl, 1, log);
    const metrics = createMetrics();
    const port = await freePort();
    const sources = [poolSource(metrics, pool), standingSource(metrics, () => readStanding(pool))];
    const server = await startMetricsServer({ host: '127.0.0.1', port }, metrics, sources, log);
    undo.push(
      () => pool.end(),
      () => server.stop(),
    );
    return `http://127.0.0.1:${port}/metrics`;
  };

  /** A Postgres that takes connections and says nothing, as one that hangs. */
  const silentPostgres = async (): Promise<string> => {
    const server: Server = createServer((socket) => {
      undo.push(async () => socket.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    undo.push(() => new Promise((resolve) => server.close(resolve)));
    return `postgres://parley@127.0.0.1:${(server.address() as AddressInfo).port}/parley`;
  };

  test.each([
    ['nobody listens', async () => 'postgres://parley@127.0.0.1:9/parley'],
    ['it hangs', silentPostgres],
  ])('answers in time where Postgres is away: %s', async (_what, url) => {
    const address = await serve(await url());
    const began = Date.now();
    const { samples } = await scrapeUrl(address);
    expect(Date.now() - began).toBeLessThan(5_000);
    expect(samples.parley_postgres_up).toBe(0);
    expect(samples.process_cpu_seconds_total).toBeGreaterThan(0);
    expect(Object.keys(samples).filter((name) => /unsignalled|sending_text|needing_person|turns/.test(name))).toEqual(
      [],
    );
  });

  test('shows how things stand only as long as Postgres says it', async () => {
    const metrics = createMetrics();
    const standing = {
      unsignalledFacts: 3,
      oldestUnsignalledFactAge: 61.5,
      needingPerson: { agent_failed: 2 },
      outgoingTexts: { queued: 4 },
      oldestSendingTextAge: null,
      recentTurns: { answered: 5 },
    };
    let away = false;
    const look = standingSource(metrics, async () => (away ? Promise.reject(new Error('away')) : standing));
    const shown = async () =>
      (await metrics.registry.metrics()).split('\n').filter((line) => /^parley_(?!live|postgres_pool)/.test(line));
    await look();
    expect(await shown()).toEqual([
      'parley_postgres_up 1',
      'parley_unsignalled_facts 3',
      'parley_oldest_unsignalled_fact_age_seconds 61.5',
      'parley_conversations_needing_person{reason="agent_failed"} 2',
      'parley_outgoing_texts{state="queued"} 4',
      'parley_oldest_sending_text_age_seconds 0',
      'parley_recent_turns{state="answered"} 5',
    ]);
    away = true;
    await look();
    expect(await shown()).toEqual(['parley_postgres_up 0']);
  });

  test('answers nothing but GET /metrics, and says it when its port is taken', async () => {
    const address = await serve('postgres://parley@127.0.0.1:9/parley');
    expect((await fetch(address.replace('/metrics', '/'))).status).toBe(404);
    expect((await fetch(address, { method: 'POST' })).status).toBe(405);
    const port = Number(new URL(address).port);
    const second = startMetricsServer({ host: '127.0.0.1', port }, createMetrics(), [], log);
    await expect(second).rejects.toThrow(/METRICS_PORT/);
  });

  test('is off without a number: nothing listens', async () => {
    const port = await freePort();
    await startMetricsServer({ host: '127.0.0.1', port: undefined }, createMetrics(), [], log);
    const refused = new Promise((resolve) => connect(port, '127.0.0.1').on('error', resolve));
    expect(await refused).toMatchObject({ code: 'ECONNREFUSED' });
  });
});
