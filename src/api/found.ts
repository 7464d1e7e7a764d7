import { ApiError } from './errors';

/** What was looked for. @throws ApiError NOT_FOUND when there is none */
export function found<T>(value: T | null): T {
  if (value === null) throw new ApiError('NOT_FOUND');
  return value;
}
