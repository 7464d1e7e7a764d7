import { Radio, Select, Stack, TextInput } from '@mantine/core';
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

/** The organisation itself: what holds for all of it. */
export default function Organisation() {
  return (
    <Loaded section="organisation" operation="GET /tenant" params={{}}>
      {(tenant) => <OrganisationForm tenant={tenant} />}
    </Loaded>
  );
}

function OrganisationForm({ tenant }: { tenant: Tenant }) {
  const { name, defaultCountry, defaultProvider, optOutScope } = tenant;
  const [options] = useState(countries);
  const resource = useResourceForm({
    values: { name, defaultCountry, defaultProvider, optOutScope },
    bodyOf: (values) => values,
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
      </ResourceFormBox>
    </ThingPage>
  );
}
