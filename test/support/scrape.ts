import assert from 'node:assert/strict';
import type { ProgramUnderTest } from './program-under-test';

/** What a process tells Prometheus: the whole text, and each sample's value by `name{label="value"}`, labels sorted. */
export interface Scraped {
  text: string;
  samples: Record<string, number>;
}

/** Asks a program that was started with METRICS_PORT=0 (and a log, which says which port it took) for its metrics. */
export async function scrape(program: ProgramUnderTest): Promise<Scraped> {
  const [, port] = [...program.output.matchAll(/"port":(\d+),"msg":"metrics ready"/g)].at(-1) ?? [];
  assert(port !== undefined, 'the program has no metrics: start it with METRICS_PORT=0');
  return scrapeUrl(`http://127.0.0.1:${port}/metrics`);
}

export async function scrapeUrl(url: string): Promise<Scraped> {
  const answer = await fetch(url);
  assert.equal(answer.status, 200);
  const text = await answer.text();
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return { text, samples: Object.fromEntries(lines.map(sampleOf)) };
}

function sampleOf(line: string): [string, number] {
  const [, name = '', labels = '', value] = /^([\w:]+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? assert.fail(line);
  const sorted = labels.match(/\w+="(?:[^"\\]|\\.)*"/g)?.sort() ?? [];
  return [sorted.length > 0 ? `${name}{${sorted.join(',')}}` : name, Number(value)];
}
