import { pino } from 'pino';
import { createLog, type Logger } from '../../src/log';

/** The product's own logger, writing here instead of to standard output. */
export function capturedLog(level = 'trace'): { log: Logger; output(): string; lines(): Record<string, unknown>[] } {
  const written: string[] = [];
  const log = createLog('test', level);
  Object.assign(log, { [pino.symbols.streamSym]: { write: (line: string) => written.push(line) } });
  return {
    log,
    output: () => written.join(''),
    lines: () => written.map((line) => JSON.parse(line)),
  };
}
