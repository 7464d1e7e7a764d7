import type { z } from 'zod';
import type { KnownRoute } from '../../api/contract/all-routes';

/** The API's routes by method and path, `GET /interactions`: what each takes and answers, from the contract itself. */
export type Operations = { [R in KnownRoute as `${Uppercase<R['method']>} ${R['path']}`]: R };
export type Operation = keyof Operations;

/** What an operation answers: the `data` of its answer. */
export type Answer<O extends Operation> = z.output<Operations[O]['answer']['data']>;

/** One item of an operation that answers in pages. */
export type ItemOf<O extends Operation> = Answer<O> extends { items: (infer Item)[] } ? Item : never;

/** The body an operation takes. */
export type BodyOf<O extends Operation> = z.input<NonNullable<Operations[O]['body']>>;

/** The query an operation takes; in an address everything is text, so numbers and yes or no may be given as they are. */
export type QueryOf<O extends Operation> = {
  [Name in keyof z.input<Operations[O]['query']>]: z.input<Operations[O]['query']>[Name] | number | boolean;
};

type Parameters<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? { [K in Name | keyof Parameters<Rest>]: string }
  : // biome-ignore lint/complexity/noBannedTypes: nothing more to give
    {};

/** The parameters in an operation's path. */
export type ParamsOf<O extends Operation> = Parameters<Operations[O]['path']>;

// biome-ignore lint/complexity/noBannedTypes: an empty object here means that there is nothing to give
type Given<Name extends string, Value> = {} extends Value ? { [N in Name]?: Value } : { [N in Name]: Value };

/** Everything that a call of an operation is given. */
export type CallOptions<O extends Operation> = Given<'params', ParamsOf<O>> &
  Given<'query', QueryOf<O>> &
  Given<'body', BodyOf<O>> & { headers?: Record<string, string>; signal?: AbortSignal };
