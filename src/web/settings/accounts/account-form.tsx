import { Button, PasswordInput, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { call } from '../../api/call';
import type { ItemOf } from '../../api/operations';
import { type Provider, providerLabel } from '../../words/labels';
import { dayTimeLabel } from '../../words/times';
import { ConfirmButton } from '../confirm-button';
import { confirmQuietly } from '../confirmation';
import { SyncDialog } from '../numbers/number-sync';
import { Fields, ResourceFormBox, ThingPage } from '../resource-form';
import { useResourceForm } from '../use-resource-form';
import { AccountTest } from './account-test';

type Account = Pick<ItemOf<'GET /provider-accounts'>, 'accountId' | 'secretSetAt'>;

interface AccountFormProps {
  provider: string;
  account: Account | null;
  installed: boolean;
  usable: boolean;
}

/** The account at one provider: Twilio's SID and token, whether it works, and its numbers. */
export function AccountForm({ provider, account, installed, usable }: AccountFormProps) {
  const name = providerLabel(provider);
  const about = account
    ? `Texts go through your own account, set ${dayTimeLabel(account.secretSetAt, Date.now())}.`
    : installed
      ? "Texts go through the installation's account, until you give your own."
      : 'There is no account yet: nothing can be sent through it.';
  return (
    <ThingPage
      section="provider-accounts"
      title={name}
      about={usable ? about : `This version of Parley cannot use ${name}.`}
    >
      {usable && <OwnAccount provider={provider as Provider} account={account} />}
      {usable && (account || installed) && <Using provider={provider as Provider} />}
    </ThingPage>
  );
}

function OwnAccount({ provider, account }: { provider: Provider; account: Account | null }) {
  const navigate = useNavigate();
  const name = providerLabel(provider);
  const resource = useResourceForm({
    values: { accountId: account?.accountId ?? '', secret: '' },
    bodyOf: (values) => values,
    save: (body) => call('PUT /provider-accounts/{provider}', { params: { provider }, body }),
    forget: { secret: '' },
    onSaved: () => confirmQuietly('Saved. Test it now.'),
  });
  const field = resource.form.getInputProps;
  return (
    <ResourceFormBox
      resource={resource}
      saveLabel={account ? 'Save the account' : 'Use this account'}
      actions={
        account && (
          <ConfirmButton
            label="Delete"
            question={`Forget your account at ${name}?`}
            act={() => call('DELETE /provider-accounts/{provider}', { params: { provider } })}
            done={`Your account at ${name} is forgotten`}
            onDone={() => void navigate({ to: '/settings/$section', params: { section: 'provider-accounts' } })}
          >
            Texts then go through the installation's account, or are refused where there is none. Numbers and
            conversations stay.
          </ConfirmButton>
        )
      }
    >
      <Fields title="Your own account" what="Both are on the first page of Twilio's console.">
        <TextInput
          label="Account SID"
          required
          placeholder="AC…"
          autoComplete="off"
          spellCheck={false}
          {...field('accountId')}
        />
        <PasswordInput
          label="Auth token"
          required
          autoComplete="off"
          description={
            account
              ? 'The primary one. There is one already, which is never shown; to change something here, write it again.'
              : 'The primary one. It is kept encrypted and never shown again.'
          }
          {...field('secret')}
        />
      </Fields>
    </ResourceFormBox>
  );
}

function Using({ provider }: { provider: Provider }) {
  const [syncing, { open, close }] = useDisclosure(false);
  return (
    <>
      <Fields title="Does it work?" what="Asks the provider about the account and where its numbers send their texts.">
        <AccountTest provider={provider} />
      </Fields>
      <Fields title="Its numbers" what="Adds the numbers of the account that are missing here. None is ever removed.">
        <Text size="sm">You are shown what is found before anything is done.</Text>
        <div>
          <Button variant="light" onClick={open}>
            Look for numbers
          </Button>
        </div>
        <SyncDialog provider={provider} opened={syncing} onClose={close} />
      </Fields>
    </>
  );
}
