import { TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../../api/call';
import type { Answer } from '../../api/operations';
import { ROLE_LABELS, type Role } from '../../words/labels';
import { dayTimeLabel } from '../../words/times';
import { ConfirmButton } from '../confirm-button';
import { confirmQuietly } from '../confirmation';
import { RoleField } from '../people/role-field';
import { Fields, ResourceFormBox, ThingPage } from '../resource-form';
import { ShownOnce } from '../shown-once';
import { useResourceForm } from '../use-resource-form';

type ApiKey = Answer<'GET /api-keys/{apiKeyId}'>;

const NAME_HINT = 'Which program it is for, such as Reminders of the booking system';

/** A new key, which is shown once. */
export function NewKeyForm() {
  const navigate = useNavigate();
  const [made, setMade] = useState<Answer<'POST /api-keys'> | null>(null);
  const resource = useResourceForm({
    values: { name: '', role: 'operator' as Role },
    bodyOf: (values) => values,
    save: (body) => call('POST /api-keys', { body }),
    onSaved: setMade,
  });
  const field = resource.form.getInputProps;
  return (
    <ThingPage section="api-keys" title="New key">
      <ResourceFormBox resource={resource} saveLabel="Make the key">
        <Fields title="The key">
          <TextInput label="Name" required description={NAME_HINT} maxLength={200} {...field('name')} />
          <RoleField {...field('role')} />
        </Fields>
      </ResourceFormBox>
      <ShownOnce
        title={`The key "${made?.name}"`}
        label="API key"
        value={made?.key ?? null}
        onStored={() => void navigate({ to: '/settings/$section', params: { section: 'api-keys' } })}
      >
        The program sends it in the header <code>X-API-Key</code>. Whoever has it may do what its role may: keep it as
        you would a password.
      </ShownOnce>
    </ThingPage>
  );
}

/** A key that there is: its name can be changed, and it can be revoked. */
export function KeyForm({ apiKey }: { apiKey: ApiKey }) {
  const { apiKeyId, name, role, createdAt, lastUsedAt, revokedAt } = apiKey;
  const params = { apiKeyId };
  const resource = useResourceForm({
    values: { name },
    bodyOf: (values) => values,
    save: (body) => call('PATCH /api-keys/{apiKeyId}', { params, body }),
    onSaved: () => confirmQuietly('Saved'),
  });
  const now = Date.now();
  const times = [
    `${ROLE_LABELS[role]}`,
    `made ${dayTimeLabel(createdAt, now)}`,
    lastUsedAt ? `last used ${dayTimeLabel(lastUsedAt, now)}` : 'never used',
    revokedAt && `revoked ${dayTimeLabel(revokedAt, now)}`,
  ];
  return (
    <ThingPage section="api-keys" title={name} about={times.filter(Boolean).join(', ')}>
      <ResourceFormBox
        resource={resource}
        saveLabel="Save"
        actions={
          revokedAt === null && (
            <ConfirmButton
              label="Revoke"
              question={`Revoke ${name}?`}
              act={() => call('DELETE /api-keys/{apiKeyId}', { params })}
              done={`${name} is revoked`}
            >
              The program that uses it is refused from its next request on. This cannot be undone.
            </ConfirmButton>
          )
        }
      >
        <Fields title="The key">
          <TextInput
            label="Name"
            required
            description={NAME_HINT}
            maxLength={200}
            {...resource.form.getInputProps('name')}
          />
        </Fields>
      </ResourceFormBox>
    </ThingPage>
  );
}
