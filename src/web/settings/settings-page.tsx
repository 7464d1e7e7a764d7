import { Alert, Title } from '@mantine/core';
import { Outlet } from '@tanstack/react-router';
import { useSession } from '../app/session';

/** Settings, for admins alone: the API refuses others, and the page says so before. */
export function SettingsPage() {
  const session = useSession();
  if (session.role !== 'admin') {
    return (
      <Alert color="yellow" m="lg" title="Settings are for admins">
        You have signed in as an operator. Ask an admin of {session.tenantName} to change something here.
      </Alert>
    );
  }
  return (
    <>
      <Title order={1} size="h3" p="lg">
        Settings
      </Title>
      <Outlet />
    </>
  );
}
