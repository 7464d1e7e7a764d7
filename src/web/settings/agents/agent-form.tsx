import { NumberInput, Switch, Textarea, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { call } from '../../api/call';
import type { Answer } from '../../api/operations';
import { NumberChoice, ProviderChoice } from '../choices';
import { confirmQuietly } from '../confirmation';
import { Fields, ResourceFormBox, ThingPage } from '../resource-form';
import { ShownOnce } from '../shown-once';
import { useResourceForm } from '../use-resource-form';
import { BatchWindowField } from './batch-window-field';
import { InboundCampaigns } from './inbound-campaigns';
import { SecretWords } from './secret-words';

export type Agent = Answer<'GET /sms-agents/{agentId}'>;

const EMPTY = {
  name: '',
  description: '',
  webhookUrl: '',
  batchWindowMs: 7 as number | string,
  pauseAfterPersonMinutes: 0 as number | string,
  answersPerHour: 30 as number | string,
  phoneNumber: null as string | null,
  provider: null as Agent['provider'],
  isTest: false,
  active: true,
  inboundEnabled: true,
  inboundCampaignIds: [] as string[],
};

type Values = typeof EMPTY;

/** What is out of bounds is said, not set right behind one's back. */
const WHOLE = { w: 200, min: 0, step: 1, allowDecimal: false, clampBehavior: 'none', maw: '100%' } as const;

/** The form shows seconds, the API has milliseconds; the field keeps the API's name, so that problems find it. */
function valuesOf(agent: Agent): Values {
  const { agentId: _, previousSecretUntil: _p, createdAt: _c, updatedAt: _u, batchWindowMs, ...same } = agent;
  return { ...same, batchWindowMs: batchWindowMs / 1000 };
}

function bodyOf({ batchWindowMs, pauseAfterPersonMinutes, answersPerHour, ...same }: Values) {
  return {
    ...same,
    batchWindowMs: Math.round(Number(batchWindowMs) * 1000),
    pauseAfterPersonMinutes: Number(pauseAfterPersonMinutes),
    answersPerHour: Number(answersPerHour),
  };
}

/** One agent, or a new one. A new one's secret is shown before the page goes on to it. */
export function AgentForm({
  agent,
  children,
  actions,
}: {
  agent: Agent | null;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  const navigate = useNavigate();
  const [added, setAdded] = useState<{ agentId: string; secret: string } | null>(null);
  const resource = useResourceForm({
    values: agent ? valuesOf(agent) : EMPTY,
    bodyOf,
    save: async (body, changed): Promise<{ agentId: string; secret: string } | null> => {
      if (!agent) return call('POST /sms-agents', { body });
      await call('PATCH /sms-agents/{agentId}', { params: { agentId: agent.agentId }, body: changed });
      return null;
    },
    onSaved: (saved) => {
      if (saved) setAdded(saved);
      else confirmQuietly('Saved');
    },
    // The form has seconds, so the API's words about milliseconds would be no help.
    problemsOf: ({ fields }) =>
      fields.map((problem) =>
        problem.field === 'batchWindowMs' ? { ...problem, message: 'must be from 1 to 60 seconds' } : problem,
      ),
  });
  const { form } = resource;
  const field = form.getInputProps;
  const toggle = (name: 'isTest' | 'active' | 'inboundEnabled') => form.getInputProps(name, { type: 'checkbox' });
  const open = (id: string) =>
    void navigate({ to: '/settings/$section/$id', params: { section: 'agents', id }, search: true });
  return (
    <ThingPage section="agents" title={agent?.name ?? 'New agent'}>
      <ResourceFormBox resource={resource} saveLabel={agent ? 'Save' : 'Add the agent'} actions={actions}>
        <Fields title="The agent">
          <TextInput label="Name" required maxLength={200} {...field('name')} />
          <Textarea label="Description" description="For your people" autosize minRows={2} {...field('description')} />
          <TextInput
            label="Webhook URL"
            required
            type="url"
            placeholder="https://agent.example/sms"
            description="Where Parley posts the texts that wait for an answer"
            {...field('webhookUrl')}
          />
          <BatchWindowField value={form.values.batchWindowMs} {...field('batchWindowMs')} />
          <NumberInput
            label="Rest after a person's text"
            description="So long it leaves a conversation to the person who wrote; what the lead writes waits. 0: it does not rest. At most 10,080 minutes, a week."
            suffix=" min"
            {...WHOLE}
            {...field('pauseAfterPersonMinutes')}
          />
          <NumberInput
            label="Answers in an hour"
            description="The most that it gives in one conversation, so that two programs do not text each other for ever. At most 1,000."
            {...WHOLE}
            {...field('answersPerHour')}
          />
          <Switch
            label="Active"
            description="Off: it is asked nothing, and texts are recorded for people to answer"
            {...toggle('active')}
          />
          <Switch
            label="For test leads"
            description="Marks it as one to try things with; a campaign says which agent answers its test leads"
            {...toggle('isTest')}
          />
        </Fields>
        <Fields title="Texts that leads begin" what="What happens with texts that come to a number of the agent's own.">
          <Switch
            label="Inbound enabled"
            description="Off: it is not asked about leads' texts"
            {...toggle('inboundEnabled')}
          />
          <NumberChoice
            label="Phone number"
            description="One of your numbers, which no other agent has. It also sends for campaigns without a number."
            {...field('phoneNumber')}
          />
          <InboundCampaigns
            value={form.values.inboundCampaignIds}
            onChange={(ids) => {
              form.clearErrors();
              form.setFieldValue('inboundCampaignIds', ids);
            }}
            error={form.errors.inboundCampaignIds}
          />
          <ProviderChoice
            label="Provider"
            description="Only where the agent's number belongs to no provider account"
            {...field('provider')}
          />
        </Fields>
      </ResourceFormBox>
      {children}
      <ShownOnce
        title="The agent's signing secret"
        label="Signing secret"
        value={added?.secret ?? null}
        onStored={() => added && open(added.agentId)}
      >
        <SecretWords />
      </ShownOnce>
    </ThingPage>
  );
}
