import { Badge, NativeSelect } from '@mantine/core';
import { useSession } from '../../app/session';
import { ROLE_LABELS, type Role } from '../../words/labels';
import { searchOf } from '../filters';
import { Loaded } from '../loaded';
import { ResourceList, ResourceRow } from '../resource-list';
import type { SectionProps } from '../sections';
import { useFilters } from '../use-filters';
import { PersonForm } from './person-form';

/** The people who may sign in. */
export default function People({ id }: SectionProps) {
  if (id === undefined) return <PeopleList />;
  if (id === 'new') return <PersonForm person={null} />;
  return (
    <Loaded section="people" operation="GET /users/{userId}" params={{ userId: id }}>
      {(person) => <PersonForm person={person} />}
    </Loaded>
  );
}

function PeopleList() {
  const session = useSession();
  const [filters, change] = useFilters();
  const role = filters.show as Role | undefined;
  return (
    <ResourceList
      section="people"
      title="People"
      what="Who may sign in. An operator reads and answers conversations; an admin also changes these settings."
      operation="GET /users"
      query={{ search: searchOf(filters), role }}
      add="Add a person"
      searchFor="Name or email"
      empty="There is nobody."
      filters={
        <NativeSelect
          aria-label="Role"
          value={role ?? ''}
          onChange={(event) => change({ show: event.currentTarget.value || undefined })}
          data={[
            { value: '', label: 'All roles' },
            ...Object.entries(ROLE_LABELS).map(([value, label]) => ({ value, label })),
          ]}
        />
      }
    >
      {({ userId, name, email, role: its, active }) => (
        <ResourceRow
          key={userId}
          section="people"
          id={userId}
          title={name || email}
          details={name ? email : null}
          badges={
            <>
              {userId === session.userId && (
                <Badge variant="default" tt="none">
                  You
                </Badge>
              )}
              <Badge variant={its === 'admin' ? 'light' : 'default'} tt="none">
                {ROLE_LABELS[its]}
              </Badge>
              {!active && (
                <Badge variant="default" tt="none">
                  Switched off
                </Badge>
              )}
            </>
          }
        />
      )}
    </ResourceList>
  );
}
