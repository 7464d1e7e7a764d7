import { Badge, NativeSelect } from '@mantine/core';
import { ROLE_LABELS } from '../../words/labels';
import { Loaded } from '../loaded';
import { Moment } from '../moment';
import { ResourceList, ResourceRow } from '../resource-list';
import type { SectionProps } from '../sections';
import { useFilters } from '../use-filters';
import { KeyForm, NewKeyForm } from './key-form';

/** The API keys: what programs call with. */
export default function Keys({ id }: SectionProps) {
  if (id === undefined) return <KeyList />;
  if (id === 'new') return <NewKeyForm />;
  return (
    <Loaded section="api-keys" operation="GET /api-keys/{apiKeyId}" params={{ apiKeyId: id }}>
      {(key) => <KeyForm apiKey={key} />}
    </Loaded>
  );
}

const SHOWN = { all: undefined, revoked: true };

function KeyList() {
  const [{ show }, change] = useFilters();
  const revoked = show !== undefined && show in SHOWN ? SHOWN[show as keyof typeof SHOWN] : false;
  return (
    <ResourceList
      section="api-keys"
      title="API keys"
      what="What programs call Parley's API with: to text leads, or to read and change things here."
      operation="GET /api-keys"
      query={{ revoked } as object}
      add="Make a key"
      empty="There is no valid key. Make one for each program, so that one can be revoked without the others."
      filters={
        <NativeSelect
          aria-label="Which keys"
          value={show ?? ''}
          onChange={(event) => change({ show: event.currentTarget.value || undefined })}
          data={[
            { value: '', label: 'Valid keys' },
            { value: 'revoked', label: 'Revoked keys' },
            { value: 'all', label: 'All keys' },
          ]}
        />
      }
    >
      {({ apiKeyId, name, role, lastUsedAt, revokedAt }) => (
        <ResourceRow
          key={apiKeyId}
          section="api-keys"
          id={apiKeyId}
          title={name}
          details={
            lastUsedAt ? (
              <>
                Last used <Moment at={lastUsedAt} />
              </>
            ) : (
              'Never used'
            )
          }
          badges={
            <>
              <Badge variant={role === 'admin' ? 'light' : 'default'} tt="none">
                {ROLE_LABELS[role]}
              </Badge>
              {revokedAt && (
                <Badge variant="default" tt="none">
                  Revoked
                </Badge>
              )}
            </>
          }
        />
      )}
    </ResourceList>
  );
}
