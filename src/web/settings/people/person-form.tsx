import { Switch, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { call } from '../../api/call';
import type { Answer } from '../../api/operations';
import { queryClient, sessionQuery } from '../../app/queries';
import { useSession } from '../../app/session';
import type { Role } from '../../words/labels';
import { ConfirmButton } from '../confirm-button';
import { confirmQuietly } from '../confirmation';
import { Fields, ResourceFormBox, ThingPage } from '../resource-form';
import { useResourceForm } from '../use-resource-form';
import { NewPasswordField } from './new-password-field';
import { RoleField } from './role-field';

type Person = Answer<'GET /users/{userId}'>;

/** One person, or a new one. */
export function PersonForm({ person }: { person: Person | null }) {
  const session = useSession();
  const navigate = useNavigate();
  const isMe = person?.userId === session.userId;
  const resource = useResourceForm({
    values: {
      email: person?.email ?? '',
      name: person?.name ?? '',
      role: person?.role ?? ('operator' as Role),
      active: person?.active ?? true,
      password: '',
    },
    bodyOf: (values) => values,
    forget: { password: '' },
    save: ({ active: _, ...body }, { email: _email, ...changed }) =>
      person
        ? call('PATCH /users/{userId}', { params: { userId: person.userId }, body: changed })
        : call('POST /users', { body: { ...body, email: body.email.trim() } }),
    onSaved: ({ userId, name, email }) => {
      confirmQuietly(person ? 'Saved' : `${name || email} may sign in`);
      if (isMe) void queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey });
      if (person) return;
      void navigate({ to: '/settings/$section/$id', params: { section: 'people', id: userId }, search: true });
    },
    problemsOf: ({ code, message, fields }, { active }) =>
      code === 'LAST_ADMIN' ? [{ field: active ? 'role' : 'active', message }] : fields,
  });
  const { form } = resource;
  const field = form.getInputProps;
  return (
    <ThingPage
      section="people"
      title={person ? person.name || person.email : 'New person'}
      about={isMe ? 'This is you.' : null}
    >
      <ResourceFormBox
        resource={resource}
        saveLabel={person ? 'Save' : 'Add the person'}
        actions={person && <DeletePerson person={person} />}
      >
        <Fields title="The person">
          {person ? (
            <TextInput label="Email" value={person.email} readOnly description="What the person signs in with" />
          ) : (
            <TextInput
              label="Email"
              required
              type="email"
              autoComplete="off"
              description="What the person signs in with. It stays as it is."
              {...field('email')}
            />
          )}
          <TextInput label="Name" maxLength={200} autoComplete="off" {...field('name')} />
          <RoleField {...field('role')} />
          {person && (
            <Switch
              label="May sign in"
              description={isMe ? 'Off: you are signed out at once' : 'Off: every session of the person ends at once'}
              {...form.getInputProps('active', { type: 'checkbox' })}
            />
          )}
        </Fields>
        <Fields
          title={person ? 'A new password' : 'First password'}
          what={
            person
              ? "When the person has forgotten theirs. It ends the person's sessions. Leave it empty to change nothing."
              : 'Tell it to the person, who can change it. It is not shown again.'
          }
        >
          <NewPasswordField label={person ? 'New password' : 'Password'} required={!person} {...field('password')} />
        </Fields>
      </ResourceFormBox>
    </ThingPage>
  );
}

function DeletePerson({ person: { userId, name, email } }: { person: Person }) {
  const navigate = useNavigate();
  return (
    <ConfirmButton
      label="Delete"
      question={`Delete ${name || email}?`}
      act={() => call('DELETE /users/{userId}', { params: { userId } })}
      done={`${name || email} is deleted`}
      onDone={() => void navigate({ to: '/settings/$section', params: { section: 'people' }, search: true })}
    >
      What the person did stays, without the name. To keep the name, switch off "May sign in" instead.
    </ConfirmButton>
  );
}
