import { z } from 'zod';
import { flag, id, name, timestamp } from './fields';
import { pageOf, pageQuery } from './page';
import { role } from './people';
import { defineRoute } from './route';

const apiKeyId = id.meta({ example: 'key_01kb7v0c3m6d2k8e9f4g5h6j7n' });
const keyName = name.meta({ example: 'Reminders of the booking system' });

const apiKeyView = z
  .strictObject({
    apiKeyId,
    name: z.string(),
    role,
    createdAt: timestamp,
    lastUsedAt: timestamp.nullable().meta({ description: 'To the minute; null: never' }),
    revokedAt: timestamp.nullable().meta({ description: 'Since when it is refused; null: it is valid' }),
  })
  .meta({ id: 'ApiKey' });

const newApiKey = apiKeyView
  .extend({
    key: z.string().meta({ description: 'The key. It is shown this once', example: 'pk_…' }),
  })
  .meta({ id: 'NewApiKey' });

const params = z.strictObject({ apiKeyId });
const tag = 'API keys';

export const apiKeyRoutes = {
  list: defineRoute({
    operationId: 'listApiKeys',
    method: 'get',
    path: '/api-keys',
    tag,
    summary: 'API keys, newest first',
    access: 'admin',
    query: z.strictObject({
      ...pageQuery,
      revoked: flag.optional().meta({ type: 'boolean', description: 'Only revoked keys, or only valid ones' }),
    }),
    answer: { status: 200, description: 'A page of keys', data: pageOf(apiKeyView) },
  }),
  create: defineRoute({
    operationId: 'createApiKey',
    method: 'post',
    path: '/api-keys',
    tag,
    summary: 'Make an API key',
    access: 'admin',
    body: z
      .strictObject({ name: keyName, role: role.default('operator') })
      .meta({ example: { name: 'Reminders of the booking system', role: 'operator' } }),
    answer: { status: 201, description: 'The key, which is not shown again', data: newApiKey },
  }),
  read: defineRoute({
    operationId: 'readApiKey',
    method: 'get',
    path: '/api-keys/{apiKeyId}',
    tag,
    summary: 'One API key',
    access: 'admin',
    params,
    answer: { status: 200, description: 'The key', data: apiKeyView },
  }),
  change: defineRoute({
    operationId: 'renameApiKey',
    method: 'patch',
    path: '/api-keys/{apiKeyId}',
    tag,
    summary: 'Rename an API key',
    access: 'admin',
    params,
    body: z.strictObject({ name: keyName }).meta({ example: { name: 'Reminders of the booking system' } }),
    answer: { status: 200, description: 'The key as it is now', data: apiKeyView },
  }),
  revoke: defineRoute({
    operationId: 'revokeApiKey',
    method: 'delete',
    path: '/api-keys/{apiKeyId}',
    tag,
    summary: 'Revoke an API key at once',
    description:
      'It stays in the list, with when it was revoked. A key may revoke itself; its next request is refused.',
    access: 'admin',
    params,
    answer: { status: 200, description: 'The key, revoked', data: apiKeyView },
  }),
};
