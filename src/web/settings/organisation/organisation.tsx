import { Group, Radio, Select, Stack, Switch, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { call } from '../../api/call';
import type { Answer } from '../../api/operations';
import { queryClient, sessionQuery } from '../../app/queries';
import { ProviderChoice } from '../choices';
import { confirmQuietly } from '../confirmation';
import { Loaded } from '../loaded';
import { Fields, ResourceFormBox, ThingPage } from '../resource-form';
import { useResourceForm } from '../use-resource-form';
import { countries } from './countries';

type Tenant = Answer<'GET /tenant'>;

/** What is offered where there are no quiet hours yet: what most rules for texts of businesses allow. */
const USUAL_NIGHT = { from: '21:00', until: '08:00' };
const QUIET_FIELDS: Record<string, string> = { 'quietHours.from': 'quietFrom', 'quietHours.until': 'quietUntil' };

/** The organisation itself: what holds for all of it. */
export default function Organisation() {
  return (
    <Loaded section="organisation" operation="GET /tenant" params={{}}>
      {(tenant) => <OrganisationForm tenant={tenant} />}
    </Loaded>
  );
}

function OrganisationForm({ tenant }: { tenant: Tenant }) {
  const { name, defaultCountry, defaultProvider, optOutScope, quietHours } = tenant;
  const [options] = useState(countries);
  const resource = useResourceForm({
    values: {
      ...{ name, defaultCountry, defaultProvider, optOutScope, isQuiet: quietHours !== null },
      quietFrom: quietHours?.from ?? USUAL_NIGHT.from,
      quietUntil: quietHours?.until ?? USUAL_NIGHT.until,
    },
    bodyOf: ({ isQuiet, quietFrom, quietUntil, ...values }) => ({
      ...values,
      quietHours: isQuiet ? { from: quietFrom, until: quietUntil } : null,
    }),
    problemsOf: ({ fields }) =>
      fields.map((problem) => ({ ...problem, field: QUIET_FIELDS[problem.field] ?? problem.field })),
    save: (_, changed) => call('PATCH /tenant', { body: changed }),
    onSaved: () => {
      confirmQuietly('Saved');
      // The page names the organisation whose session this is.
      void queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey });
    },
  });
  const field = resource.form.getInputProps;
  return (
    <ThingPage section="organisation" title="Organisation" about="What holds for everybody and everything here.">
      <ResourceFormBox resource={resource} saveLabel="Save">
        <Fields title="The organisation">
          <TextInput label="Name" required maxLength={200} {...field('name')} />
          <Select
            label="Default country"
            description="A phone number that is written without a country code is one of this country"
            searchable
            allowDeselect={false}
            nothingFoundMessage="No country by this name"
            data={options}
            {...field('defaultCountry')}
          />
          <ProviderChoice
            label="Default provider"
            description="Sends where neither the number nor the campaign names one"
            {...field('defaultProvider')}
          />
        </Fields>
        <Fields title="Opting out">
          <Radio.Group label="When a lead writes STOP, it counts for" {...field('optOutScope')}>
            <Stack gap="sm" mt="xs">
              <Radio
                value="tenant"
                label="All of your numbers"
                description="No number of yours texts the lead any more. The safe choice."
              />
              <Radio
                value="number"
                label="The number it was sent to"
                description="Your other numbers may still text the lead."
              />
            </Stack>
          </Radio.Group>
        </Fields>
        <Fields title="Quiet hours">
          <Switch
            label="Leads are not texted at night"
            description="A text that comes into these hours waits for their end. An answer within an hour of the lead's own text does not."
            {...resource.form.getInputProps('isQuiet', { type: 'checkbox' })}
          />
          {resource.form.values.isQuiet && (
            <>
              <Group gap="md" align="flex-start">
                <TextInput type="time" label="From" required {...field('quietFrom')} />
                <TextInput type="time" label="Until" required {...field('quietUntil')} />
              </Group>
              <Text size="sm" c="dimmed">
                By the lead's own clock: its time zone where that is known, else those of its number's area. Where there
                are several, it is quiet while it is in any of them.
              </Text>
            </>
          )}
        </Fields>
      </ResourceFormBox>
    </ThingPage>
  );
}
