import { Button, CopyButton, Group, Modal, Text, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';

/** A secret at the one time it is shown. Nothing but the button closes it, so that it is not lost by a stray click. */
export function ShownOnce(props: {
  title: string;
  label: string;
  value: string | null;
  /** What it is for, and where it goes. */
  children: ReactNode;
  onStored: () => void;
}) {
  const { title, label, value, children, onStored } = props;
  return (
    <Modal
      opened={value !== null}
      onClose={onStored}
      title={title}
      centered
      size="lg"
      withCloseButton={false}
      closeOnClickOutside={false}
      closeOnEscape={false}
    >
      <Text size="sm" component="div">
        {children}
      </Text>
      <TextInput
        mt="md"
        label={label}
        description="It is shown this once; Parley does not show it again."
        value={value ?? ''}
        readOnly
        data-autofocus
        onFocus={(event) => event.currentTarget.select()}
        styles={{ input: { fontFamily: 'monospace' } }}
      />
      <Group mt="md" justify="flex-end">
        <CopyButton value={value ?? ''}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy}>
              <span aria-live="polite">{copied ? 'Copied' : 'Copy'}</span>
            </Button>
          )}
        </CopyButton>
        <Button onClick={onStored}>I have stored it</Button>
      </Group>
    </Modal>
  );
}
