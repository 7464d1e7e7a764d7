import { Input } from '@mantine/core';
import type { ReactNode } from 'react';
import { CampaignChoice } from '../choices';
import { OrderedList } from '../ordered-list';
import { useAll } from '../use-pages';

/** Where the sender of a text to the agent's number is looked for: campaigns, in their order. */
export function InboundCampaigns(props: { value: string[]; onChange: (ids: string[]) => void; error?: ReactNode }) {
  const { value, onChange, error } = props;
  const { data } = useAll('GET /campaigns', {});
  const nameOf = (id: string) => data?.find(({ campaignId }) => campaignId === id)?.name ?? id;
  return (
    <Input.Wrapper
      label="Campaigns of its number"
      labelElement="div"
      description="The sender of a text to the agent's number is looked for among the leads of these campaigns, the first one first. Who is found in none becomes a lead of the first."
    >
      <OrderedList
        label="Campaigns of its number, in order"
        path="inboundCampaignIds"
        items={value}
        onChange={onChange}
        nameOf={nameOf}
        error={error}
      >
        {(id) => nameOf(id)}
      </OrderedList>
      <CampaignChoice
        key={value.length}
        mt="xs"
        aria-label="Add a campaign"
        placeholder="Add a campaign"
        value={null}
        onChange={(id) => {
          if (id && !value.includes(id)) onChange([...value, id]);
        }}
      />
    </Input.Wrapper>
  );
}
