import { Badge, Button, NativeSelect } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { PROVIDER_LABELS, type Provider, phoneLabel, providerLabel } from '../../words/labels';
import { Loaded } from '../loaded';
import { ResourceList, ResourceRow } from '../resource-list';
import type { SectionProps } from '../sections';
import { useFilters } from '../use-filters';
import { useAll } from '../use-pages';
import { NumberForm } from './number-form';
import { SyncDialog } from './number-sync';

/** Our numbers: those that texts are sent from and come to. */
export default function Numbers({ id }: SectionProps) {
  if (id === undefined) return <NumberList />;
  if (id === 'new') return <NumberForm number={null} />;
  return (
    <Loaded section="phone-numbers" operation="GET /phone-numbers/{phoneNumber}" params={{ phoneNumber: id }}>
      {(number) => <NumberForm number={number} />}
    </Loaded>
  );
}

function NumberList() {
  const [{ provider }, change] = useFilters();
  const [syncing, { open, close }] = useDisclosure(false);
  const campaigns = useAll('GET /campaigns', {}).data;
  const agents = useAll('GET /sms-agents', {}).data;
  return (
    <>
      <ResourceList
        section="phone-numbers"
        title="Phone numbers"
        what="Your own numbers, which leads see. Campaigns and agents choose theirs from these."
        operation="GET /phone-numbers"
        query={{ provider: provider as Provider | undefined }}
        add="Add a number"
        actions={
          <Button variant="default" onClick={open}>
            Look for numbers at the provider
          </Button>
        }
        empty="There is no number yet, so nothing can be sent. Add one, or look for those of your provider account."
        filters={
          <NativeSelect
            aria-label="Provider"
            value={provider ?? ''}
            onChange={(event) => change({ provider: event.currentTarget.value || undefined })}
            data={[
              { value: '', label: 'All providers' },
              ...Object.entries(PROVIDER_LABELS).map(([value, label]) => ({ value, label })),
            ]}
          />
        }
      >
        {({ phoneNumber, label, provider: its, smsCapable, campaignId, agentId, inboundSweep }) => {
          const campaign = campaigns?.find((each) => each.campaignId === campaignId)?.name;
          const agent = agents?.find((each) => each.agentId === agentId)?.name;
          const details = [
            label,
            its && providerLabel(its),
            campaign && `Campaign ${campaign}`,
            agent && `Agent ${agent}`,
          ];
          return (
            <ResourceRow
              key={phoneNumber}
              section="phone-numbers"
              id={phoneNumber}
              title={phoneLabel(phoneNumber)}
              details={details.filter(Boolean).join(' · ')}
              badges={
                <>
                  {inboundSweep.problem && (
                    <Badge variant="light" color="red" tt="none">
                      Lost texts cannot be looked for
                    </Badge>
                  )}
                  {!smsCapable && (
                    <Badge variant="default" tt="none">
                      Not for texts
                    </Badge>
                  )}
                  {campaignId === null && agentId === null && (
                    <Badge variant="default" tt="none">
                      Not in use
                    </Badge>
                  )}
                </>
              }
            />
          );
        }}
      </ResourceList>
      <SyncDialog provider="twilio" opened={syncing} onClose={close} />
    </>
  );
}
