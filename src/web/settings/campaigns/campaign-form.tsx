import { SimpleGrid, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { call } from '../../api/call';
import type { Answer } from '../../api/operations';
import { AgentChoice, NumberChoice, ProviderChoice } from '../choices';
import { ConfirmButton } from '../confirm-button';
import { confirmQuietly } from '../confirmation';
import { Fields, ResourceFormBox, ThingPage } from '../resource-form';
import { useResourceForm } from '../use-resource-form';
import { QuestionsEditor } from './questions-editor';

export type Campaign = Answer<'GET /campaigns/{campaignId}'>;

const EMPTY = {
  name: '',
  code: '',
  clientId: '',
  clientName: '',
  offerId: '',
  offerName: '',
  phoneNumber: null as string | null,
  provider: null as Campaign['provider'],
  productionAgentId: null as string | null,
  testAgentId: null as string | null,
  questions: [] as Campaign['questions'],
};

function valuesOf({ campaignId: _, status: _s, createdAt: _c, updatedAt: _u, ...values }: Campaign): typeof EMPTY {
  return values;
}

/** One campaign, or a new one. */
export function CampaignForm({ campaign }: { campaign: Campaign | null }) {
  const navigate = useNavigate();
  const resource = useResourceForm({
    values: campaign ? valuesOf(campaign) : EMPTY,
    bodyOf: (values) => values,
    save: (body, changed) =>
      campaign
        ? call('PATCH /campaigns/{campaignId}', { params: { campaignId: campaign.campaignId }, body: changed })
        : call('POST /campaigns', { body }),
    onSaved: ({ campaignId, name }) => {
      confirmQuietly(campaign ? 'Saved' : `${name} is added`);
      if (!campaign) {
        void navigate({ to: '/settings/$section/$id', params: { section: 'campaigns', id: campaignId }, search: true });
      }
    },
  });
  const { form } = resource;
  const field = form.getInputProps;
  return (
    <ThingPage
      section="campaigns"
      title={campaign?.name ?? 'New campaign'}
      about={
        campaign?.status === 'archived' ? 'Archived: it lends no number, routes no text and has no agent asked.' : null
      }
    >
      <ResourceFormBox
        resource={resource}
        saveLabel={campaign ? 'Save' : 'Add the campaign'}
        actions={campaign && <CampaignActions campaign={campaign} />}
      >
        <Fields title="The campaign">
          <TextInput label="Name" required maxLength={200} {...field('name')} />
          <TextInput
            label="Code"
            description="Your own short name for it, such as SPRING. Imports can name it; no two campaigns have the same."
            maxLength={100}
            {...field('code')}
          />
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <TextInput label="Client" description="For whom it is, as people read it" {...field('clientName')} />
            <TextInput label="Client id" description="As your other systems call the client" {...field('clientId')} />
            <TextInput label="Offer" description="What it offers, as people read it" {...field('offerName')} />
            <TextInput label="Offer id" description="As your other systems call the offer" {...field('offerId')} />
          </SimpleGrid>
        </Fields>
        <Fields title="Sending" what="Which number its texts come from, and who carries them.">
          <NumberChoice
            label="Phone number"
            description="One of your numbers. Texts to it find this campaign; without one, the agent's number sends, else your first."
            {...field('phoneNumber')}
          />
          <ProviderChoice
            label="Provider"
            description="Only for numbers that belong to no provider account. Empty: your organisation's provider."
            {...field('provider')}
          />
        </Fields>
        <Fields title="Answering" what="Who is asked about the texts of its leads while Agent Mode is on.">
          <AgentChoice label="Agent" description="Answers its leads" {...field('productionAgentId')} />
          <AgentChoice
            label="Agent for test leads"
            description="Answers leads that are marked as test leads. Empty: the agent above."
            {...field('testAgentId')}
          />
        </Fields>
        <Fields
          title="Questions"
          what="What the agent is to find out. It is shown the questions that a lead has not answered yet."
        >
          <QuestionsEditor form={form} />
        </Fields>
      </ResourceFormBox>
    </ThingPage>
  );
}

function CampaignActions({ campaign }: { campaign: Campaign }) {
  const navigate = useNavigate();
  const { campaignId, name, status } = campaign;
  const params = { campaignId };
  const set = (to: Campaign['status']) => () => call('PATCH /campaigns/{campaignId}', { params, body: { status: to } });
  return (
    <>
      {status === 'active' ? (
        <ConfirmButton
          label="Archive"
          danger={false}
          question={`Archive ${name}?`}
          act={set('archived')}
          done={`${name} is archived`}
        >
          Its leads and conversations stay. It lends no number any more, routes no text and has no agent asked. You can
          put it back.
        </ConfirmButton>
      ) : (
        <ConfirmButton
          label="Put back"
          danger={false}
          question={`Put ${name} back?`}
          act={set('active')}
          done={`${name} is active again`}
        >
          It routes texts and has its agent asked again.
        </ConfirmButton>
      )}
      <ConfirmButton
        label="Delete"
        question={`Delete ${name}?`}
        act={() => call('DELETE /campaigns/{campaignId}', { params })}
        done={`${name} is deleted`}
        inUse="It has leads or conversations, so it cannot be deleted. Archive it instead."
        onDone={() => void navigate({ to: '/settings/$section', params: { section: 'campaigns' }, search: true })}
      >
        This cannot be undone. A campaign with leads or conversations is not deleted.
      </ConfirmButton>
    </>
  );
}
