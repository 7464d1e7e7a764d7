import { type Logger, pino } from 'pino';

export type { Logger } from 'pino';

/**
 * The only fields that a log line may have. Logs carry ids, codes and counts; a text or a number is looked up in Postgres
 * by them. What is not listed is named but not shown, so that no object logged by mistake can tell anything personal.
 */
const FIELDS = new Set([
  ...['tenantId', 'interactionId', 'messageId', 'providerMessageId', 'turnId', 'requestId', 'seq'],
  ...['workflowId', 'activityType', 'taskQueue', 'namespace', 'address', 'missing'],
  ...['name', 'provider', 'reason', 'status', 'state', 'code', 'attempt', 'port', 'pause', 'taken', 'failed', 'found'],
]);

const NOT_SHOWN = '[not logged]';
const FRAMES_KEPT = 8;

/** The process's logger: JSON lines on standard output. `name` tells the processes apart. */
export function createLog(name: string, level: string): Logger {
  const log = pino({
    name,
    level,
    base: { name },
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: (error: unknown) => error },
    formatters: { log: onlyWhatMayBeLogged },
    hooks: {
      // pino would take an error's own message for a line that has none.
      logMethod([first, ...rest], method) {
        const fields = first instanceof Error ? { err: first } : first;
        const words = typeof fields === 'object' && rest.length === 0 ? ['an error'] : rest;
        method.apply(this, [fields, ...words] as Parameters<typeof method>);
      },
    },
  });
  // A child's own fields do not go through the formatters above.
  const child = log.child.bind(log);
  log.child = (fields, options) => child(onlyWhatMayBeLogged(fields) as typeof fields, options);
  return log;
}

function onlyWhatMayBeLogged(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, shown(name, value)]));
}

function shown(name: string, value: unknown): unknown {
  if (value === undefined) return undefined;
  if (value instanceof Error) return errorShown(value);
  if (name === 'err') return { type: typeof value };
  const plain = ['string', 'number', 'boolean'].includes(typeof value) || isTextList(value);
  return FIELDS.has(name) && plain ? value : NOT_SHOWN;
}

function isTextList(value: unknown): boolean {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

/** Type, code and stack frames of an error, not its message: drivers put values from rows and requests into messages. */
function errorShown(error: Error): Record<string, unknown> {
  const code = 'code' in error && ['string', 'number'].includes(typeof error.code) ? error.code : undefined;
  // The stack begins with the message, which may have lines that look like frames.
  const stack = error.stack ?? '';
  const behindMessage = stack.slice(stack.indexOf(error.message) + error.message.length);
  const frames = behindMessage.split('\n').filter((line) => line.trimStart().startsWith('at '));
  const cause = error.cause instanceof Error ? errorShown(error.cause) : undefined;
  return { type: error.name, code, frames: frames.slice(0, FRAMES_KEPT), cause };
}
