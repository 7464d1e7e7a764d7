import { ActionIcon, Menu, Tooltip, useMantineColorScheme } from '@mantine/core';
import {
  IconChartBar,
  IconDeviceDesktop,
  IconKey,
  IconLogout,
  IconMessages,
  IconMoon,
  IconSettings,
  IconSun,
  IconUserCircle,
} from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { Link, Outlet } from '@tanstack/react-router';
import { call } from '../api/call';
import classes from './frame.module.css';
import { forgetSession, useSession } from './session';

const PLACES = [
  { to: '/conversations', label: 'Conversations', icon: IconMessages, admin: false },
  { to: '/overview', label: 'Overview', icon: IconChartBar, admin: false },
  { to: '/settings', label: 'Settings', icon: IconSettings, admin: true },
] as const;

/** What is around every page: where one can go, and who one is. */
export function Frame() {
  const session = useSession();
  return (
    <div className={classes.frame}>
      <a className={classes.skip} href="#main">
        Skip to the page
      </a>
      <nav className={classes.places} aria-label="Main">
        {PLACES.filter((place) => !place.admin || session.role === 'admin').map(({ to, label, icon: Icon }) => (
          <Tooltip key={to} label={label} position="right" withinPortal>
            <Link to={to} className={classes.place} activeProps={{ 'aria-current': 'page' }} aria-label={label}>
              <Icon aria-hidden size={22} stroke={1.7} />
              <span className={classes.label}>{label}</span>
            </Link>
          </Tooltip>
        ))}
        <div className={classes.space} />
        <PersonMenu />
      </nav>
      <main id="main" className={classes.main} tabIndex={-1}>
        <Outlet />
      </main>
    </div>
  );
}

const SCHEMES = [
  { value: 'auto', label: 'Colours of the system', icon: IconDeviceDesktop },
  { value: 'light', label: 'Light', icon: IconSun },
  { value: 'dark', label: 'Dark', icon: IconMoon },
] as const;

function PersonMenu() {
  const session = useSession();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const signOut = useMutation({ mutationFn: () => call('DELETE /session', {}), onSuccess: forgetSession });
  const name = session.name || session.email;
  return (
    <Menu position="right-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" size={40} aria-label={`You: ${name}`}>
          <IconUserCircle size={26} stroke={1.6} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {name}, {session.role} of {session.tenantName}
        </Menu.Label>
        {SCHEMES.map(({ value, label, icon: Icon }) => (
          <Menu.Item
            key={value}
            leftSection={<Icon size={16} aria-hidden />}
            aria-current={colorScheme === value}
            fw={colorScheme === value ? 700 : undefined}
            onClick={() => setColorScheme(value)}
          >
            {label}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item component={Link} to="/account" leftSection={<IconKey size={16} aria-hidden />}>
          Change password
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => signOut.mutate()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
