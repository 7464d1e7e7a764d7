import { ApplicationFailure } from '@temporalio/activity';
import type { Logger } from '../src/log';

/**
 * Lets an activity fail with the kind and code of its error alone. An activity's failure is written into the workflow's
 * history, and Postgres quotes values of rows in its messages: texts and numbers must not get there that way.
 */
export function withSafeErrors<Arguments extends unknown[], Result>(
  log: Pick<Logger, 'warn'>,
  activity: (...args: Arguments) => Promise<Result>,
): (...args: Arguments) => Promise<Result> {
  return async (...args) => {
    try {
      return await activity(...args);
    } catch (error) {
      if (error instanceof ApplicationFailure) throw error; // ours, written for people to read
      log.warn({ err: error }, 'an activity failed and is tried again'); // what is left out below stands here
      const { name, code } =
        error instanceof Error ? (error as Error & { code?: unknown }) : { name: 'unknown', code: '' };
      const failure = ApplicationFailure.create({ type: name, message: `${name} ${code ?? ''}`.trim() });
      failure.stack = undefined;
      throw failure;
    }
  };
}
