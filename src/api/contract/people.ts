import { z } from 'zod';
import { LONGEST_PASSWORD, SHORTEST_PASSWORD } from '../../domain/password';
import { ROLES } from '../../domain/role';
import { email, flag, id, search, timestamp, words } from './fields';
import { pageOf, pageQuery } from './page';
import { defineRoute } from './route';

export const role = z
  .enum(ROLES)
  .meta({ description: 'An operator reads and answers conversations, an admin also changes settings' });

/** A password that somebody chooses. */
export const newPassword = words(LONGEST_PASSWORD)
  .refine((value) => value.length >= SHORTEST_PASSWORD, `must have at least ${SHORTEST_PASSWORD} characters`)
  .meta({ minLength: SHORTEST_PASSWORD, example: 'a-long-and-private-sentence' });

export const userId = id.meta({ example: 'user_01kb7v0c3m6d2k8e9f4g5h6j7n' });
export const personName = words(200).meta({ example: 'Jane Doe' });

const personView = z
  .strictObject({
    userId,
    email,
    name: z.string(),
    role,
    active: z.boolean().meta({ description: 'Whether this person may sign in' }),
    createdAt: timestamp,
    updatedAt: timestamp,
  })
  .meta({ id: 'Person' });

const createPerson = z
  .strictObject({
    email: email.meta({ description: 'Kept in lower case; belongs to one person', example: 'jane@example.com' }),
    name: personName.default(''),
    role,
    password: newPassword.meta({ description: 'The first one; tell it to the person, who can change it' }),
  })
  .meta({
    example: { email: 'jane@example.com', name: 'Jane Doe', role: 'operator', password: 'a-long-and-private-sentence' },
  });

const changePerson = z
  .strictObject({
    name: personName,
    role,
    active: z.boolean().meta({ description: 'false: may not sign in, and every session ends' }),
    password: newPassword.meta({ description: "Ends the person's sessions" }),
  })
  .partial()
  .meta({ example: { role: 'admin' } });

const listQuery = z.strictObject({
  ...pageQuery,
  role: role.optional(),
  active: flag.optional().meta({ type: 'boolean' }),
  search: search.optional(),
});

const params = z.strictObject({ userId });
const tag = 'People';

/** The people of a tenant; admins manage them. */
export const personRoutes = {
  list: defineRoute({
    operationId: 'listUsers',
    method: 'get',
    path: '/users',
    tag,
    summary: 'People, newest first',
    access: 'admin',
    query: listQuery,
    answer: { status: 200, description: 'A page of people', data: pageOf(personView) },
  }),
  create: defineRoute({
    operationId: 'createUser',
    method: 'post',
    path: '/users',
    tag,
    summary: 'Let somebody sign in',
    access: 'admin',
    body: createPerson,
    answer: { status: 201, description: 'The person', data: personView },
    errors: ['ALREADY_EXISTS'],
  }),
  read: defineRoute({
    operationId: 'readUser',
    method: 'get',
    path: '/users/{userId}',
    tag,
    summary: 'One person',
    access: 'admin',
    params,
    answer: { status: 200, description: 'The person', data: personView },
  }),
  change: defineRoute({
    operationId: 'changeUser',
    method: 'patch',
    path: '/users/{userId}',
    tag,
    summary: 'Change a person, switch it off, or set a new password',
    access: 'admin',
    params,
    body: changePerson,
    answer: { status: 200, description: 'The person as it is now', data: personView },
    errors: ['LAST_ADMIN'],
  }),
  remove: defineRoute({
    operationId: 'deleteUser',
    method: 'delete',
    path: '/users/{userId}',
    tag,
    summary: 'Delete a person',
    description: 'What the person did stays, with the id alone. `PATCH` with `active: false` keeps the name too.',
    access: 'admin',
    params,
    answer: { status: 200, description: 'The person is gone', data: z.null() },
    errors: ['LAST_ADMIN'],
  }),
};
