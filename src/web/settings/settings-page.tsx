import { Alert, Title } from '@mantine/core';
import { Link, Outlet, useParams } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useSession } from '../app/session';
import { SECTIONS, type Section } from './sections';
import classes from './settings-page.module.css';

const GROUPS: Section['group'][] = ['Texting', 'Sending and answering', 'Organisation'];

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
    <div className={classes.page}>
      <Menu />
      <div className={classes.content}>
        <Outlet />
      </div>
    </div>
  );
}

function Menu() {
  const { section: current } = useParams({ strict: false });
  const menu = useRef<HTMLElement>(null);
  // On a phone the sections are a row, and the one of now may be out of sight.
  // biome-ignore lint/correctness/useExhaustiveDependencies: when another section is shown
  useEffect(() => {
    menu.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [current]);
  return (
    <nav ref={menu} className={classes.menu} aria-label="Settings">
      <Title order={1} size="h3" className={classes.title}>
        Settings
      </Title>
      {GROUPS.map((group) => (
        <div key={group} className={classes.group}>
          <p className={classes.groupName}>{group}</p>
          {SECTIONS.filter((section) => section.group === group).map(({ id, label }) => (
            <Link
              key={id}
              to="/settings/$section"
              params={{ section: id }}
              search={{}}
              className={classes.section}
              activeProps={{ 'aria-current': 'page' }}
              activeOptions={{ includeSearch: false }}
            >
              {label}
            </Link>
          ))}
        </div>
      ))}
    </nav>
  );
}
