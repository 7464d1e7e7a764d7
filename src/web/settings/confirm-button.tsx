import { Button, type ButtonProps, Group, Modal, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ApiFailure } from '../api/call';
import { confirmQuietly } from './confirmation';
import { Notice } from './notice';
import { readAnew } from './use-pages';

/** A button whose deed is asked about first, naming the thing it is done to. */
export function ConfirmButton(props: {
  label: string;
  /** The question, with the thing's name: `Delete "Spring check-ups"?` */
  question: string;
  /** What follows from it. */
  children: ReactNode;
  act: () => Promise<unknown>;
  /** Said quietly when it is done. */
  done: string;
  onDone?: () => void;
  /** Said when the API answers that something still uses the thing. */
  inUse?: string;
  danger?: boolean;
  variant?: ButtonProps['variant'];
}) {
  const { label, question, children, act, done, onDone, inUse, danger = true, variant = 'subtle' } = props;
  const [opened, { open, close }] = useDisclosure(false);
  const acting = useMutation({
    mutationFn: act,
    onSuccess: () => {
      close();
      confirmQuietly(done);
      void readAnew();
      onDone?.();
    },
  });
  const { error } = acting;
  const refusal = error instanceof ApiFailure && error.code === 'IN_USE' && inUse ? inUse : error?.message;
  const ask = () => {
    acting.reset();
    open();
  };
  return (
    <>
      <Button variant={variant} color={danger ? 'red' : undefined} c={inkOf(variant, danger)} onClick={ask}>
        {label}
      </Button>
      <Modal opened={opened} onClose={close} title={question} centered closeButtonProps={{ 'aria-label': 'Close' }}>
        <Text size="sm" component="div">
          {children}
        </Text>
        {refusal && (
          <Notice tone="danger" role="alert">
            {refusal}
          </Notice>
        )}
        <Group mt="md" justify="flex-end">
          <Button variant="default" onClick={close} data-autofocus>
            Cancel
          </Button>
          <Button color={danger ? 'red' : undefined} loading={acting.isPending} onClick={() => acting.mutate()}>
            {label}
          </Button>
        </Group>
      </Modal>
    </>
  );
}

/** The words of a button without a surface are in the colour of what it does, in the dark too. */
function inkOf(variant: ButtonProps['variant'], danger: boolean): string | undefined {
  if (variant !== 'subtle') return undefined;
  return danger ? 'var(--parley-danger-text)' : 'var(--parley-accent-text)';
}
