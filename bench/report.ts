import { availableParallelism, cpus } from 'node:os';
import type { Options } from './options';
import {
  acceptLines,
  burstLines,
  exchangeLines,
  historyLines,
  latenessLines,
  listLines,
  liveLines,
  pageLines,
  targetLines,
} from './report-lines';
import { headlines, type Measured, targetsOf } from './targets';

/** The report for people, and the same as one object. */
export function reportOf(options: Options, measured: Measured) {
  const { exchanges, accepts, burst, histories, lists, live, page } = measured;
  const targets = targetsOf(measured);
  const setup = {
    cores: availableParallelism(),
    cpu: cpus()[0]?.model ?? '',
    node: process.version,
    postgres: 'embedded, fsync on, one server for all',
    temporal: 'dev server, SQLite file (write-ahead log), one server for both sides',
    processes: 'one api, one worker, one bare worker, one load process that is also the agent; all on this machine',
    ...options,
    parts: [...options.parts],
  };
  const lines = [
    '',
    `Parley bench on ${setup.cores} cores (${setup.cpu}), Node ${setup.node}`,
    `  Postgres: ${setup.postgres}. Temporal: ${setup.temporal}.`,
    `  ${setup.processes}. Batch window ${options.windowMs} ms.`,
    ...(exchanges ? [...exchangeLines(options, exchanges), ...latenessLines(exchanges)] : []),
    ...(accepts ? acceptLines(options, accepts) : []),
    ...(burst ? burstLines(options, burst) : []),
    ...(histories ? historyLines(histories) : []),
    ...(lists ? listLines(lists) : []),
    ...(live ? liveLines(options, live) : []),
    ...(page ? pageLines(page) : []),
    ...targetLines(targets),
  ];
  return {
    lines,
    json: { ...headlines(measured), targets, exchanges, accepts, burst, histories, lists, live, page, setup },
  };
}
