/** A workflow of n8n, as it is exported. */
export interface N8nWorkflow {
  nodes: { name: string; type: string; parameters: Record<string, unknown> }[];
  connections: Record<string, { main: { node: string }[][] }>;
}

interface Item {
  json: Record<string, unknown>;
}

/** What the webhook got. n8n gives header names in lower case. */
export interface N8nRequest {
  headers: Record<string, unknown>;
  body: Buffer;
}

type Runs = (...given: unknown[]) => unknown;
const AsyncFunction = (async () => {}).constructor as new (...parts: string[]) => Runs;

/**
 * Runs a workflow's nodes as n8n does, as far as ours needs it: Webhook with its raw body, Code, If, Respond to Webhook.
 * The code sees what n8n gives it: `$input`, `$env`, `require` of what is allowed, and `this.helpers`.
 * @returns what the webhook is answered
 */
export async function runWorkflow(
  workflow: N8nWorkflow,
  env: Record<string, string>,
  request: N8nRequest,
): Promise<{ status: number; body: string }> {
  let node = workflow.nodes.find(({ type }) => type === 'n8n-nodes-base.webhook');
  let items: Item[] = [{ json: { headers: request.headers, params: {}, query: {}, body: {} } }];
  const next = (from: string, output = 0) => {
    const [to] = workflow.connections[from]?.main[output] ?? [];
    return workflow.nodes.find(({ name }) => name === to?.node);
  };
  while (node !== undefined) {
    const { name, type, parameters } = node;
    switch (type.replace('n8n-nodes-base.', '')) {
      case 'webhook':
        node = next(name);
        break;
      case 'code':
        items = (await runCode(String(parameters.jsCode), env, items, request.body)) as Item[];
        node = next(name);
        break;
      case 'if': {
        const { conditions } = parameters as { conditions: { boolean: { value1: unknown; value2: unknown }[] } };
        const holds = conditions.boolean.every(({ value1, value2 }) => evaluated(value1, items) === value2);
        node = next(name, holds ? 0 : 1);
        break;
      }
      case 'respondToWebhook': {
        const { respondWith, responseBody, options } = parameters;
        const { responseCode = 200 } = options as { responseCode?: number };
        return { status: responseCode, body: respondWith === 'json' ? String(evaluated(responseBody, items)) : '' };
      }
      default:
        throw new Error(`a node of the type ${type}`);
    }
  }
  throw new Error('the workflow ended without an answer');
}

function runCode(code: string, env: Record<string, string>, items: Item[], body: Buffer) {
  const allowed = (module: string) => {
    if (module !== 'crypto') throw new Error(`Cannot find module '${module}'`);
    return require('node:crypto');
  };
  const self = { helpers: { getBinaryDataBuffer: async () => body } };
  const input = { first: () => items[0], all: () => items };
  return new AsyncFunction('$input', '$env', 'require', code).call(self, input, env, allowed);
}

/** `={{ … }}` is an expression over the first item; anything else stands for itself. */
function evaluated(value: unknown, [item]: Item[]): unknown {
  const [, expression] = /^=\{\{(.*)\}\}$/s.exec(String(value)) ?? [];
  return expression === undefined ? value : new Function('$json', `return (${expression})`)(item?.json);
}
