import { Badge, Checkbox, NativeSelect } from '@mantine/core';
import { LEAD_STATUSES, type LeadStatus, leadName, leadStatusLabel, phoneLabel } from '../../words/labels';
import { CampaignChoice } from '../choices';
import { searchOf } from '../filters';
import { Loaded } from '../loaded';
import { ResourceList, ResourceRow } from '../resource-list';
import type { SectionProps } from '../sections';
import { useFilters } from '../use-filters';
import { LeadForm } from './lead-form';
import { LeadPage } from './lead-page';

/** The leads: whom an organisation texts. */
export default function Leads({ id }: SectionProps) {
  if (id === undefined) return <LeadList />;
  if (id === 'new') return <LeadForm lead={null} />;
  return (
    <Loaded section="leads" operation="GET /leads/{leadId}" params={{ leadId: id }}>
      {(lead) => <LeadPage lead={lead} />}
    </Loaded>
  );
}

function LeadList() {
  const [filters, change] = useFilters();
  const { status, campaignId, show } = filters;
  const archived = show === 'archived';
  return (
    <ResourceList
      section="leads"
      title="Leads"
      what="Whom you text. To add many at once, import a file."
      operation="GET /leads"
      query={{ search: searchOf(filters), status: status as LeadStatus | undefined, campaignId, archived }}
      add="Add a lead"
      searchFor="Name, email, number or id"
      empty="There is no lead yet. Add one, or import a file of them."
      filters={
        <>
          <CampaignChoice
            aria-label="Campaign"
            placeholder="All campaigns"
            value={campaignId ?? null}
            onChange={(id) => change({ campaignId: id ?? undefined })}
          />
          <NativeSelect
            aria-label="Status"
            value={status ?? ''}
            onChange={(event) => change({ status: event.currentTarget.value || undefined })}
            data={[
              { value: '', label: 'All statuses' },
              ...LEAD_STATUSES.map((value) => ({ value, label: leadStatusLabel(value) })),
            ]}
          />
          <Checkbox
            label="Archived"
            mb={8}
            checked={archived}
            onChange={(event) => change({ show: event.currentTarget.checked ? 'archived' : undefined })}
          />
        </>
      }
    >
      {({ leadId, phone, email, status: now, isTest, doNotContact, ...lead }) => (
        <ResourceRow
          key={leadId}
          section="leads"
          id={leadId}
          title={leadName(lead, phone ?? (email || leadId))}
          details={[phone && phoneLabel(phone), email].filter(Boolean).join(' · ')}
          badges={
            <>
              {doNotContact.length > 0 && (
                <Badge color="red" variant="light" tt="none">
                  Do not contact
                </Badge>
              )}
              {isTest && (
                <Badge variant="default" tt="none">
                  Test
                </Badge>
              )}
              <Badge variant="default" tt="none">
                {leadStatusLabel(now)}
              </Badge>
            </>
          }
        />
      )}
    </ResourceList>
  );
}
