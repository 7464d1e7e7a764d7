import { Button, Group, Modal, NumberInput, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api/call';
import { dayTimeLabel } from '../../words/times';
import { Notice } from '../notice';
import { Fields } from '../resource-form';
import { ShownOnce } from '../shown-once';
import { readAnew } from '../use-pages';
import type { Agent } from './agent-form';
import { SecretWords } from './secret-words';

const USUAL_HOURS = 24;

/** The secret that signs what the agent is sent: it is only ever replaced. */
export function AgentSecret({ agent }: { agent: Agent }) {
  const [opened, { open, close }] = useDisclosure(false);
  const [hours, setHours] = useState<number | string>(USUAL_HOURS);
  const [secret, setSecret] = useState<string | null>(null);
  const rotate = useMutation({
    mutationFn: () =>
      call('POST /sms-agents/{agentId}/rotate-secret', {
        params: { agentId: agent.agentId },
        body: { keepPreviousHours: Number(hours) },
      }),
    onSuccess: (answer) => {
      close();
      setSecret(answer.secret);
      void readAnew();
    },
  });
  return (
    <Fields title="Signing secret" what={<SecretWords />}>
      {agent.previousSecretUntil && Date.parse(agent.previousSecretUntil) > Date.now() && (
        <Text size="sm">The secret before signs too until {dayTimeLabel(agent.previousSecretUntil, Date.now())}.</Text>
      )}
      <div>
        <Button
          variant="default"
          onClick={() => {
            rotate.reset();
            open();
          }}
        >
          Make a new secret
        </Button>
      </div>
      <Modal
        opened={opened}
        onClose={close}
        title={`Make a new secret for ${agent.name}?`}
        centered
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <NumberInput
          label="Hours for which the secret of now signs too"
          description="So that the agent can be given the new one without missing a text. 0: it ends at once, which is right when it became known."
          min={0}
          max={168}
          allowDecimal={false}
          value={hours}
          onChange={setHours}
          data-autofocus
        />
        {rotate.error && (
          <Notice tone="danger" role="alert">
            {rotate.error.message}
          </Notice>
        )}
        <Group mt="md" justify="flex-end">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button loading={rotate.isPending} onClick={() => rotate.mutate()}>
            Make a new secret
          </Button>
        </Group>
      </Modal>
      <ShownOnce title="The new secret" label="Signing secret" value={secret} onStored={() => setSecret(null)}>
        <SecretWords />
      </ShownOnce>
    </Fields>
  );
}
