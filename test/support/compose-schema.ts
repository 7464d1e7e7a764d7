const text = { type: 'string' };
const texts = { type: 'array', items: text };
const duration = { type: 'string', pattern: '^\\d+(ms|s|m|h)$' };
const condition = { enum: ['service_started', 'service_healthy', 'service_completed_successfully'] };

/** An object with these keys and no other: a misspelled key is refused, which docker compose itself only sometimes does. */
function only(properties: Record<string, object>, required: string[] = []): object {
  return { type: 'object', properties, required, additionalProperties: false };
}

function named(values: object): object {
  return { type: 'object', additionalProperties: values };
}

const service = only(
  {
    build: text,
    // A version is always named; `latest` would be another program tomorrow.
    image: { type: 'string', pattern: '^[a-z0-9./-]+:(?!latest$).+$' },
    restart: { type: 'string', pattern: '^(no|always|unless-stopped|on-failure(:\\d+)?)$' },
    cap_drop: texts,
    security_opt: texts,
    stop_grace_period: duration,
    // YAML would make a number of 5432 and a boolean of true; every variable is text.
    environment: named(text),
    depends_on: named(only({ condition }, ['condition'])),
    command: texts,
    // Only on this host: neither Temporal nor its UI asks who you are.
    ports: { type: 'array', items: { type: 'string', pattern: '^127\\.0\\.0\\.1:\\d+:\\d+$' } },
    volumes: { type: 'array', items: { type: 'string', pattern: '^[\\w./-]+:/[\\w./-]+(:ro)?$' } },
    healthcheck: only(
      { test: texts, interval: duration, timeout: duration, start_period: duration, retries: { type: 'integer' } },
      ['test'],
    ),
  },
  ['image'],
);

/** The part of the Compose Specification that docker-compose.yml uses, as a JSON schema. */
export const composeSchema = {
  type: 'object',
  properties: { name: text, services: named(service), volumes: named({ type: 'null' }) },
  patternProperties: { '^x-': {} },
  required: ['services'],
  additionalProperties: false,
};
