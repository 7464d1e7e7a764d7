import { Text } from '@mantine/core';
import { phoneLabel } from '../../words/labels';
import classes from './lead-panel.module.css';
import type { Campaign } from './queries';

/** What the lead is texted about. */
export function CampaignFacts({ campaign }: { campaign: Campaign }) {
  const facts = [
    ['Client', campaign.clientName],
    ['Offer', campaign.offerName],
    ['Number', campaign.phoneNumber === null ? '' : phoneLabel(campaign.phoneNumber)],
  ].filter(([, value]) => value !== '');
  return (
    <>
      <Text size="sm" fw={500} mb={4}>
        {campaign.name}
        {campaign.status === 'archived' && (
          <Text span c="dimmed" size="sm">
            {' '}
            (archived)
          </Text>
        )}
      </Text>
      <dl className={classes.facts}>
        {facts.map(([name, value]) => (
          <div key={name} className={classes.fact}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
