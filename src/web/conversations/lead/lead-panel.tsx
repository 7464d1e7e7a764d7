import { Accordion, Badge, Button, Group, Text, Title } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { IconHelpCircle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Failure, Waiting } from '../../app/failure';
import { leadName, phoneLabel } from '../../words/labels';
import { useWhy } from '../why/use-why';
import { CampaignFacts } from './campaign-facts';
import { Consent } from './consent';
import { Contact } from './contact';

import { ForEngineers } from './for-engineers';
import classes from './lead-panel.module.css';
import { LeadStatus } from './lead-status';
import { Notes } from './notes';
import { OtherConversations } from './other-conversations';
import { campaignQuery, leadQuery } from './queries';
import { Questionnaire } from './questionnaire';

/** What a person sees first; what they open or close is remembered in this browser. */
const OPEN_AT_FIRST = ['contact', 'consent', 'questions', 'notes', 'others'];

/** Whom one is texting, beside the thread or in a drawer: from 16 rem wide on. */
export function LeadPanel({ interactionId, leadId }: { interactionId: string; leadId: string }) {
  const lead = useQuery(leadQuery(leadId));
  const campaignId = lead.data?.campaignId ?? null;
  const campaign = useQuery({ ...campaignQuery(campaignId ?? ''), enabled: campaignId !== null });
  const [open, setOpen] = useLocalStorage({ key: 'parley-lead-sections', defaultValue: OPEN_AT_FIRST });
  const { askWhy } = useWhy();
  if (lead.isPending) return <Waiting what="Loading the lead" />;
  if (lead.isError) {
    return <Failure error={lead.error} what="The lead could not be loaded" onRetry={() => lead.refetch()} />;
  }
  const { isTest, archived, phone } = lead.data;
  return (
    <section className={classes.panel} aria-label="Lead">
      <header className={classes.head}>
        <Group justify="space-between" wrap="nowrap" align="flex-start" gap="xs">
          <Title order={2} size="h4" className={classes.long}>
            {leadName(lead.data, phone ?? '') || 'Lead without a name'}
          </Title>
          <Button
            size="xs"
            variant="light"
            leftSection={<IconHelpCircle size={16} aria-hidden />}
            onClick={() => askWhy('all')}
            className={classes.fixed}
          >
            Why?
          </Button>
        </Group>
        {phone !== null && (
          <Text size="sm" c="dimmed">
            {phoneLabel(phone)}
          </Text>
        )}
        {(isTest || archived) && (
          <Group gap={6} mt={6}>
            {isTest && (
              <Badge variant="outline" color="gray" tt="none">
                Test lead
              </Badge>
            )}
            {archived && (
              <Badge variant="outline" color="gray" tt="none">
                Archived
              </Badge>
            )}
          </Group>
        )}
        <div className={classes.status}>
          <LeadStatus lead={lead.data} />
        </div>
      </header>
      <Accordion multiple value={open} onChange={setOpen} order={3} classNames={accordion} chevronSize={18}>
        <Section name="contact" title="Contact">
          <Contact lead={lead.data} />
        </Section>
        <Section name="consent" title="Consent">
          <Consent leadId={leadId} phone={phone} />
        </Section>
        <Section name="questions" title="Questions">
          <Questionnaire lead={lead.data} campaign={campaign.data} />
        </Section>
        <Section name="notes" title="Notes">
          <Notes lead={lead.data} key={leadId} />
        </Section>
        <Section name="others" title="Other conversations">
          <OtherConversations leadId={leadId} interactionId={interactionId} />
        </Section>
        <Section name="campaign" title="Campaign">
          {campaign.data ? (
            <CampaignFacts campaign={campaign.data} />
          ) : (
            <Text size="sm" c="dimmed">
              {campaignId === null ? 'None' : campaign.isError ? 'Could not be loaded.' : 'Loading…'}
            </Text>
          )}
        </Section>
        <Section name="engineers" title="For engineers">
          <ForEngineers leadId={leadId} interactionId={interactionId} />
        </Section>
      </Accordion>
    </section>
  );
}

const accordion = {
  item: classes.section,
  control: classes.control,
  label: classes.label,
  content: classes.content,
};

function Section({ name, title, children }: { name: string; title: string; children: ReactNode }) {
  return (
    <Accordion.Item value={name}>
      <Accordion.Control>{title}</Accordion.Control>
      <Accordion.Panel>{children}</Accordion.Panel>
    </Accordion.Item>
  );
}
