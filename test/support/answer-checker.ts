import Ajv from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import type { ApiAnswer } from './api-client';
import { document, type Operation } from './api-document';

const ajv = new Ajv({ strict: false, allErrors: true });
addFormats(ajv);
ajv.addSchema(document, 'api');

const pointer = (...parts: string[]) => parts.map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1')).join('/');

/** What is wrong with a value of this schema; empty: nothing. */
export function schemaProblems(schema: object, value: unknown): string[] {
  return ajv.validate({ ...schema }, value) ? [] : problems();
}

/** Whether the API's description allows this answer to this operation: status, type and body. What is wrong, in words. */
export function answerProblems(operation: Operation, { status, headers, body }: ApiAnswer): string[] {
  if (!operation.statuses.includes(status)) return [`the description has no status ${status}`];
  const [type = ''] = headers.get('content-type')?.split(';') ?? [];
  if (!document.paths[operation.path][operation.method].responses[status].content[type])
    return [`the description has no answer of the type ${type}`];
  if (type === 'text/csv') return [];
  const at = pointer('paths', operation.path, operation.method, 'responses', String(status), 'content', type);
  const validate = ajv.getSchema(`api#/${at}/schema`) ?? ajv.compile({ $ref: `api#/${at}/schema` });
  return validate(body) ? [] : problems(validate.errors);
}

/** Where and why; never a value, which may be somebody's. */
function problems(errors = ajv.errors): string[] {
  return (errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}
