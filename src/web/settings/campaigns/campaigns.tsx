import { Badge, NativeSelect } from '@mantine/core';
import type { ItemOf } from '../../api/operations';
import { phoneLabel } from '../../words/labels';
import { searchOf } from '../filters';
import { Loaded } from '../loaded';
import { ResourceList, ResourceRow } from '../resource-list';
import type { SectionProps } from '../sections';
import { useFilters } from '../use-filters';
import { CampaignForm } from './campaign-form';

/** The campaigns. */
export default function Campaigns({ id }: SectionProps) {
  if (id === undefined) return <CampaignList />;
  if (id === 'new') return <CampaignForm campaign={null} />;
  return (
    <Loaded section="campaigns" operation="GET /campaigns/{campaignId}" params={{ campaignId: id }}>
      {(campaign) => <CampaignForm campaign={campaign} />}
    </Loaded>
  );
}

function CampaignList() {
  const [filters, change] = useFilters();
  const status = filters.status as ItemOf<'GET /campaigns'>['status'] | undefined;
  return (
    <ResourceList
      section="campaigns"
      title="Campaigns"
      what="What leads are texted about. A campaign has its number, the agent that answers, and its leads."
      operation="GET /campaigns"
      query={{ search: searchOf(filters), status }}
      add="Add a campaign"
      searchFor="Name, code, client or offer"
      empty="There is no campaign yet. Add the first one, then its leads."
      filters={
        <NativeSelect
          aria-label="Status"
          value={status ?? ''}
          onChange={(event) => change({ status: event.currentTarget.value || undefined })}
          data={[
            { value: '', label: 'Active and archived' },
            { value: 'active', label: 'Active' },
            { value: 'archived', label: 'Archived' },
          ]}
        />
      }
    >
      {({ campaignId, name, code, clientName, offerName, phoneNumber, productionAgentId, status: now }) => (
        <ResourceRow
          key={campaignId}
          section="campaigns"
          id={campaignId}
          title={name}
          details={[code, clientName, offerName, phoneNumber && phoneLabel(phoneNumber)].filter(Boolean).join(' · ')}
          badges={
            <>
              {productionAgentId === null && now === 'active' && (
                <Badge variant="default" tt="none">
                  No agent
                </Badge>
              )}
              {now === 'archived' && (
                <Badge variant="default" tt="none">
                  Archived
                </Badge>
              )}
            </>
          }
        />
      )}
    </ResourceList>
  );
}
