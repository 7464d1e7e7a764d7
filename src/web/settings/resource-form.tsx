import { Button, Group, Modal, Paper, Stack, Text, Title } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { Link, useBlocker } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef } from 'react';
import { Notice } from './notice';
import classes from './resource-form.module.css';
import { type SectionId, sectionOf } from './sections';
import type { ResourceForm } from './use-resource-form';

/** One thing of a section: the way back to the list, what it is called, and its parts below each other. */
export function ThingPage(props: { section: SectionId; title: string; about?: ReactNode; children: ReactNode }) {
  const { section, title, about, children } = props;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <div className={classes.page}>
      <Link to="/settings/$section" params={{ section }} search={true} className={classes.back}>
        <IconArrowLeft size={16} aria-hidden />
        {sectionOf(section)?.label}
      </Link>
      <div>
        <Title order={2} size="h3" ref={heading} tabIndex={-1} className={classes.title}>
          {title}
        </Title>
        {about && (
          <Text size="sm" c="dimmed" component="div">
            {about}
          </Text>
        )}
      </div>
      {children}
    </div>
  );
}

/** The form of one thing with its buttons. Leaving it with changes that are not saved is asked about. */
export function ResourceFormBox<Values>(props: {
  resource: ResourceForm<Values>;
  saveLabel: string;
  /** What else can be done with the thing: archive, delete. */
  actions?: ReactNode;
  children: ReactNode;
}) {
  const { resource, saveLabel, actions, children } = props;
  const box = useRef<HTMLFormElement>(null);
  const { errors } = resource.form;
  // biome-ignore lint/correctness/useExhaustiveDependencies: looks at the page after errors have come up
  useEffect(() => {
    box.current?.querySelector<HTMLElement>('[aria-invalid="true"], [data-problem]')?.focus();
  }, [resource.problem]);
  const marked = Object.values(errors).some(Boolean);
  return (
    <form ref={box} onSubmit={resource.submit} noValidate className={classes.form}>
      {children}
      <div className={classes.foot}>
        {resource.problem && (
          <Notice tone="danger" role="alert">
            {resource.problem}
          </Notice>
        )}
        <Group gap="xs">
          <Button type="submit" loading={resource.saving}>
            {saveLabel}
          </Button>
          {resource.dirty && (
            <Button variant="subtle" c="var(--parley-accent-text)" onClick={resource.discard}>
              Discard changes
            </Button>
          )}
          <Text size="sm" c="dimmed" className={classes.state} role="status">
            {resource.dirty && !marked && !resource.saving ? 'Not saved yet' : ''}
          </Text>
          {actions}
        </Group>
      </div>
      <LeaveGuard wouldLose={resource.wouldLose} />
    </form>
  );
}

function LeaveGuard({ wouldLose }: { wouldLose: () => boolean }) {
  const blocker = useBlocker({ shouldBlockFn: wouldLose, enableBeforeUnload: wouldLose, withResolver: true });
  return (
    <Modal
      opened={blocker.status === 'blocked'}
      onClose={() => blocker.reset?.()}
      title="Leave without saving?"
      centered
      closeButtonProps={{ 'aria-label': 'Stay' }}
    >
      <Text size="sm">What you changed here is not saved.</Text>
      <Group mt="md" justify="flex-end">
        <Button variant="default" onClick={() => blocker.reset?.()} data-autofocus>
          Stay
        </Button>
        <Button color="red" onClick={() => blocker.proceed?.()}>
          Leave without saving
        </Button>
      </Group>
    </Modal>
  );
}

/** Fields that belong together, with what they are for. */
export function Fields({ title, what, children }: { title: string; what?: ReactNode; children: ReactNode }) {
  return (
    <Paper withBorder className={classes.fields}>
      <div className={classes.about}>
        <Title order={3} size="h5">
          {title}
        </Title>
        {what && (
          <Text size="sm" c="dimmed" component="div">
            {what}
          </Text>
        )}
      </div>
      <Stack gap="md">{children}</Stack>
    </Paper>
  );
}
