import { Anchor, NumberInput, Switch, Text, TextInput } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { call } from '../../api/call';
import type { Answer } from '../../api/operations';
import { PROVIDER_LABELS, type Provider, phoneLabel } from '../../words/labels';
import { ProviderChoice } from '../choices';
import { ConfirmButton } from '../confirm-button';
import { confirmQuietly } from '../confirmation';
import { Fields, ResourceFormBox, ThingPage } from '../resource-form';
import { useFilters } from '../use-filters';
import { useResourceForm } from '../use-resource-form';
import { NumberStanding } from './number-standing';

type OurNumber = Answer<'GET /phone-numbers/{phoneNumber}'>;

interface NumberValues extends Record<string, unknown> {
  phoneNumber: string;
  provider: Provider | null;
  smsCapable: boolean;
  label: string;
  /** Empty: as is usual. */
  segmentsPerSecond: number | string;
}

/** One of our numbers, or a new one. */
export function NumberForm({ number }: { number: OurNumber | null }) {
  const navigate = useNavigate();
  const [filters] = useFilters();
  const resource = useResourceForm({
    values: number
      ? {
          phoneNumber: number.phoneNumber,
          provider: number.provider,
          smsCapable: number.smsCapable,
          label: number.label,
          segmentsPerSecond: number.segmentsPerSecond ?? '',
        }
      : {
          phoneNumber: filters.phone ?? '',
          provider: providerOf(filters.provider),
          smsCapable: true,
          label: '',
          segmentsPerSecond: '',
        },
    bodyOf: ({ segmentsPerSecond, ...values }: NumberValues) => ({
      ...values,
      segmentsPerSecond: segmentsPerSecond === '' ? null : Number(segmentsPerSecond),
    }),
    save: (body, { phoneNumber: _, ...changed }) =>
      number
        ? call('PATCH /phone-numbers/{phoneNumber}', { params: { phoneNumber: number.phoneNumber }, body: changed })
        : call('POST /phone-numbers', { body }),
    onSaved: ({ phoneNumber }) => {
      confirmQuietly(number ? 'Saved' : `${phoneLabel(phoneNumber)} is added`);
      if (number) return;
      void navigate({
        to: '/settings/$section/$id',
        params: { section: 'phone-numbers', id: phoneNumber },
        search: {},
      });
    },
  });
  const { form } = resource;
  const field = form.getInputProps;
  return (
    <ThingPage
      section="phone-numbers"
      title={number ? phoneLabel(number.phoneNumber) : 'New number'}
      about={number && <InUse number={number} />}
    >
      {number && <NumberStanding number={number} />}
      <ResourceFormBox
        resource={resource}
        saveLabel={number ? 'Save' : 'Add the number'}
        actions={number && <GiveUp number={number} />}
      >
        <Fields title="The number">
          {!number && (
            <TextInput
              label="Phone number"
              required
              type="tel"
              placeholder="+1 202 555 0111"
              description="In any usual form; without a country code it is one of your default country"
              {...field('phoneNumber')}
            />
          )}
          <TextInput
            label="Label"
            description="For your people, such as Reception"
            maxLength={200}
            {...field('label')}
          />
          <ProviderChoice
            label="Provider"
            description="At whose account you have the number: its texts always go through it. Not said: campaign and organisation say which."
            {...field('provider')}
          />
          <Switch
            label="Can send texts"
            description="Off: it is kept, and nothing is sent from it"
            {...form.getInputProps('smsCapable', { type: 'checkbox' })}
          />
          <NumberInput
            label="Sending rate"
            description="How many segments a second leave from it; more wait. Empty: as is usual for a number of its kind (1, toll-free 3, outside of North America 10)."
            placeholder={number ? String(number.defaultSegmentsPerSecond) : undefined}
            min={0.1}
            max={1_000}
            decimalScale={2}
            clampBehavior="none"
            {...field('segmentsPerSecond')}
          />
        </Fields>
      </ResourceFormBox>
    </ThingPage>
  );
}

function providerOf(name: string | undefined): Provider | null {
  return name !== undefined && name in PROVIDER_LABELS ? (name as Provider) : null;
}

function InUse({ number: { campaignId, agentId } }: { number: OurNumber }) {
  if (campaignId === null && agentId === null)
    return 'No campaign and no agent has it: it is used where none is chosen.';
  return (
    <>
      {campaignId && (
        <Anchor
          size="sm"
          renderRoot={(props) => (
            <Link
              to="/settings/$section/$id"
              params={{ section: 'campaigns', id: campaignId }}
              search={{}}
              {...props}
            />
          )}
        >
          Its campaign
        </Anchor>
      )}
      {campaignId && agentId && <Text span> · </Text>}
      {agentId && (
        <Anchor
          size="sm"
          renderRoot={(props) => (
            <Link to="/settings/$section/$id" params={{ section: 'agents', id: agentId }} search={{}} {...props} />
          )}
        >
          Its agent
        </Anchor>
      )}
    </>
  );
}

function GiveUp({ number: { phoneNumber } }: { number: OurNumber }) {
  const navigate = useNavigate();
  const name = phoneLabel(phoneNumber);
  return (
    <ConfirmButton
      label="Give up"
      question={`Give up ${name}?`}
      act={() => call('DELETE /phone-numbers/{phoneNumber}', { params: { phoneNumber } })}
      done={`${name} is given up`}
      inUse="A campaign or an agent has it. Choose another number there first."
      onDone={() => void navigate({ to: '/settings/$section', params: { section: 'phone-numbers' }, search: true })}
    >
      Its conversations stay to be read. Nothing is sent from it any more, and texts to it are unrouted. This does not
      end your contract with the provider.
    </ConfirmButton>
  );
}
