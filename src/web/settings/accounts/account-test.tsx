import { Button, List, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { call } from '../../api/call';
import type { Answer } from '../../api/operations';
import { type Provider, phoneLabel } from '../../words/labels';
import { Notice } from '../notice';

/** Asks the provider whether the account works, and says in words what is wrong. */
export function AccountTest({ provider }: { provider: Provider }) {
  const test = useMutation({
    mutationFn: () => call('POST /provider-accounts/{provider}/test', { params: { provider } }),
  });
  return (
    <Stack gap="sm">
      <div>
        <Button variant="light" loading={test.isPending} onClick={() => test.mutate()}>
          Test the account
        </Button>
      </div>
      <div aria-live="polite">
        {test.error && <Notice tone="danger">{test.error.message}</Notice>}
        {test.data && !test.isPending && <TestResult result={test.data} />}
      </div>
    </Stack>
  );
}

function TestResult({ result }: { result: Answer<'POST /provider-accounts/{provider}/test'> }) {
  const { ok, account, findings, webhookUrl, smsNumbers, numbersElsewhere } = result;
  const whose = account === 'tenant' ? 'your own account' : "the installation's account";
  return (
    <Notice
      tone={ok ? (findings.length > 0 ? 'warning' : 'good') : 'danger'}
      title={ok ? `Texts can be sent through ${whose}` : 'Texts cannot be sent'}
    >
      <Stack gap="xs">
        {smsNumbers !== null && (
          <Text size="sm">
            {smsNumbers === 1 ? 'It has 1 number that can text.' : `It has ${smsNumbers} numbers that can text.`}
          </Text>
        )}
        {findings.map(({ code, message }) => (
          <Text key={code} size="sm">
            {message}
          </Text>
        ))}
        {numbersElsewhere.length > 0 && (
          <List size="sm">
            {numbersElsewhere.map((number) => (
              <List.Item key={number}>{phoneLabel(number)}</List.Item>
            ))}
          </List>
        )}
        {account !== null && (
          <Text size="sm">
            The provider sends texts to <code>{webhookUrl}</code>
          </Text>
        )}
      </Stack>
    </Notice>
  );
}
