import { z } from 'zod';
import { LONGEST_PASSWORD } from '../../domain/password';
import { email, id, words } from './fields';
import { newPassword, role, userId } from './people';
import { defineRoute } from './route';

/** A password as somebody types it to be let in: whatever it is, only that it can be one at all is checked. */
const password = words(LONGEST_PASSWORD)
  .refine((value) => value !== '', 'must not be empty')
  .meta({ minLength: 1, example: 'a-long-and-private-sentence' });

const tenant = {
  role,
  tenantId: id.meta({ example: 'org_01kb7v0c3m6d2k8e9f4g5h6j7n' }),
  tenantName: z.string(),
};

const signedIn = z
  .strictObject({ kind: z.literal('person'), userId, name: z.string(), email, ...tenant })
  .meta({ id: 'SignedIn', description: 'A person who has signed in' });

const callingKey = z
  .strictObject({
    kind: z.literal('key'),
    apiKeyId: id.meta({ example: 'key_01kb7v0c3m6d2k8e9f4g5h6j7n' }),
    name: z.string(),
    ...tenant,
  })
  .meta({ id: 'CallingKey', description: 'An API key that calls' });

const tag = 'Session';

/** Signing in and out. The session's token is in the cookie alone, where no program of a page can read it. */
export const sessionRoutes = {
  begin: defineRoute({
    operationId: 'signIn',
    method: 'post',
    path: '/session',
    tag,
    summary: 'Sign in',
    description:
      'Sets the cookie `parley_session`, for at most 30 days, and 7 without use. After 10 failed tries for an email, or 50 ' +
      'from one network address, within 15 minutes, the rest of these is waited for.',
    access: 'anyone',
    body: z
      .strictObject({ email, password })
      .meta({ example: { email: 'jane@example.com', password: 'a-long-and-private-sentence' } }),
    answer: { status: 200, description: 'Who has signed in', data: signedIn },
    errors: ['WRONG_CREDENTIALS', 'TOO_MANY_TRIES'],
  }),
  read: defineRoute({
    operationId: 'readSession',
    method: 'get',
    path: '/session',
    tag,
    summary: 'Who am I: the person who has signed in, or the key',
    access: 'operator',
    answer: { status: 200, description: 'Who calls', data: z.discriminatedUnion('kind', [signedIn, callingKey]) },
  }),
  end: defineRoute({
    operationId: 'signOut',
    method: 'delete',
    path: '/session',
    tag,
    summary: 'Sign out',
    access: 'person',
    answer: { status: 200, description: 'The session has ended', data: z.null() },
  }),
  changePassword: defineRoute({
    operationId: 'changeOwnPassword',
    method: 'put',
    path: '/session/password',
    tag,
    summary: 'Change your own password',
    description: 'Ends your other sessions. Wrong tries count as those of signing in do.',
    access: 'person',
    body: z
      .strictObject({ currentPassword: password, newPassword })
      .meta({ example: { currentPassword: 'a-long-and-private-sentence', newPassword: 'another-private-sentence' } }),
    answer: { status: 200, description: 'The new password holds', data: z.null() },
    errors: ['WRONG_CREDENTIALS', 'TOO_MANY_TRIES'],
  }),
};
