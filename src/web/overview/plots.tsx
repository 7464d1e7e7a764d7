import '@mantine/charts/styles.css';
import { BarChart, LineChart } from '@mantine/charts';
import { Text } from '@mantine/core';
import { providerErrorWords } from '../words/provider-errors';
import { bucketLabel, durationLabel } from '../words/times';
import {
  answersFinding,
  type Bucket,
  failuresFinding,
  numberLabel,
  type Overview,
  optOutsFinding,
  sumOf,
  textsFinding,
} from './findings';
import classes from './overview.module.css';
import { Plot } from './plot';

const HEIGHT = 220;
const SHARED = {
  h: HEIGHT,
  dataKey: 'label',
  withLegend: true,
  tickLine: 'none',
  gridAxis: 'x',
  textColor: 'var(--mantine-color-dimmed)',
  gridColor: 'var(--parley-line)',
  legendProps: { verticalAlign: 'bottom', height: 28 },
} as const;
const COUNTS = {
  ...SHARED,
  valueFormatter: numberLabel,
  maxBarWidth: 28,
  yAxisProps: { allowDecimals: false, width: 44 },
};

type Row = Bucket & { key: string; label: string };

/** Everything that happened within the range, over its days or hours. */
export function Plots({ overview }: { overview: Overview }) {
  const { buckets, bucket } = overview;
  const rows = buckets.map((each): Row => ({ ...each, key: each.start, label: bucketLabel(each.start, bucket) }));
  const has = (of: (each: Bucket) => number) => sumOf(buckets, of) > 0;
  return (
    <>
      <Plot
        about="Texts"
        finding={textsFinding(buckets)}
        rows={rows}
        columns={[
          { name: 'In', value: (row) => numberLabel(row.textsIn) },
          { name: 'Out', value: (row) => numberLabel(row.textsOut) },
        ]}
        empty={has((each) => each.textsIn + each.textsOut) ? undefined : 'In this time nobody wrote to anybody.'}
      >
        <BarChart
          {...COUNTS}
          data={rows}
          series={[
            { name: 'textsIn', label: 'In', color: 'var(--plot-in)' },
            { name: 'textsOut', label: 'Out', color: 'var(--plot-out)' },
          ]}
        />
      </Plot>
      <AnswersPlot overview={overview} rows={rows} />
      <Plot
        about="Not delivered"
        finding={failuresFinding(buckets)}
        rows={rows}
        columns={[{ name: 'Not delivered', value: (row) => numberLabel(row.notDelivered) }]}
        empty={has((each) => each.notDelivered) ? undefined : 'A text that fails shows here, with the reason.'}
        below={<Reasons errorCodes={overview.errorCodes} />}
      >
        <BarChart
          {...COUNTS}
          h={140}
          withLegend={false}
          data={rows}
          series={[{ name: 'notDelivered', label: 'Not delivered', color: 'var(--plot-bad)' }]}
        />
      </Plot>
      <Plot
        about="Opt-outs"
        finding={optOutsFinding(buckets)}
        rows={rows}
        columns={[{ name: 'Opt-outs', value: (row) => numberLabel(row.optOuts) }]}
        empty={
          has((each) => each.optOuts) ? undefined : 'Who writes STOP, or is opted out by a person, is counted here.'
        }
      >
        <BarChart
          {...COUNTS}
          withLegend={false}
          data={rows}
          series={[{ name: 'optOuts', label: 'Opt-outs', color: 'var(--plot-out)' }]}
        />
      </Plot>
    </>
  );
}

/** How long leads wait for an agent. */
function AnswersPlot({ overview, rows }: { overview: Overview; rows: Row[] }) {
  const data = rows.map((row) => ({ ...row, p50: row.answers.p50Ms, p95: row.answers.p95Ms }));
  const timeOf = (ms: number | null) => (ms === null ? '–' : durationLabel(ms));
  return (
    <Plot
      about="Agents’ answers"
      finding={answersFinding(overview)}
      rows={data}
      columns={[
        { name: 'Answers', value: (row) => numberLabel(row.answers.count) },
        { name: 'Half within', value: (row) => timeOf(row.p50) },
        { name: '95 % within', value: (row) => timeOf(row.p95) },
      ]}
      empty={
        data.some(({ p50 }) => p50 !== null)
          ? undefined
          : 'From a lead’s text to the agent’s reply: shown once there is one.'
      }
    >
      <LineChart
        {...SHARED}
        data={data}
        series={[
          { name: 'p50', label: 'Half within', color: 'var(--plot-in)' },
          { name: 'p95', label: '95 % within', color: 'var(--plot-out)', strokeDasharray: '5 4' },
        ]}
        valueFormatter={durationLabel}
        curveType="linear"
        connectNulls={false}
        yAxisProps={{ width: 60, domain: [0, 'auto'] }}
      />
    </Plot>
  );
}

/** Why texts were not delivered, the most frequent reason first. */
function Reasons({ errorCodes }: { errorCodes: Overview['errorCodes'] }) {
  if (errorCodes.length === 0) return null;
  return (
    <ol className={classes.reasons}>
      {errorCodes.slice(0, 5).map(({ errorCode, count }) => (
        <li key={errorCode}>
          <Text span size="sm">
            {providerErrorWords(errorCode || null, null)}
          </Text>
          <Text span size="sm" c="dimmed">
            {numberLabel(count)}
          </Text>
        </li>
      ))}
    </ol>
  );
}
