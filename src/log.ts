import { type Logger, pino } from 'pino';

export type { Logger } from 'pino';

/**
 * Fields that hold something personal or secret wherever they stand: cut out even if somebody logs a whole object by
 * mistake. Logs carry ids; a text or a number is looked up in Postgres by them.
 */
const REDACTED = [
  'body',
  'text',
  'message',
  'phone',
  'from',
  'to',
  'reply',
  'secret',
  'apiKey',
  'authorization',
  'password',
];

/** The process's logger: JSON lines on standard output. `name` tells the processes apart. */
export function createLog(name: string, level: string): Logger {
  return pino({
    name,
    level,
    base: { name },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: REDACTED.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]), censor: '[redacted]' },
    serializers: { err: serializeError },
  });
}

/** Type, code and stack frames of an error, not its message: drivers put values from rows and requests into messages. */
function serializeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  const code = 'code' in error ? error.code : undefined;
  const frames = (error.stack ?? '')
    .split('\n')
    .filter((line) => line.trimStart().startsWith('at '))
    .slice(0, 8);
  const cause = error.cause === undefined ? undefined : serializeError(error.cause);
  return { type: error.name, code, frames, cause };
}
