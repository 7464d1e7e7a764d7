import { Select, type SelectProps } from '@mantine/core';
import { PROVIDER_LABELS, phoneLabel } from '../words/labels';
import { useAll } from './use-pages';

type ChoiceProps = Omit<SelectProps, 'data'>;

const AT_ONCE = 100;

/** A choice that can be searched and cleared. What is chosen is shown even where the list does not hold it. */
function Choice({ options, ...props }: ChoiceProps & { options: { value: string; label: string }[] | undefined }) {
  const { value } = props;
  const lacks = typeof value === 'string' && !options?.some((option) => option.value === value);
  const data = lacks
    ? [{ value, label: options === undefined ? 'Loading…' : value }, ...(options ?? [])]
    : (options ?? []);
  return (
    <Select searchable clearable limit={AT_ONCE} nothingFoundMessage="Nothing by this name" {...props} data={data} />
  );
}

/** One of our campaigns. */
export function CampaignChoice(props: ChoiceProps) {
  const { data } = useAll('GET /campaigns', {});
  const options = data?.map(({ campaignId, name, status }) => ({
    value: campaignId,
    label: status === 'archived' ? `${name} (archived)` : name,
  }));
  return <Choice placeholder="None" {...props} options={options} />;
}

/** One of our SMS agents. */
export function AgentChoice(props: ChoiceProps) {
  const { data } = useAll('GET /sms-agents', {});
  const options = data?.map(({ agentId, name, active }) => ({
    value: agentId,
    label: active ? name : `${name} (off)`,
  }));
  return <Choice placeholder="None" {...props} options={options} />;
}

/** One of our numbers. */
export function NumberChoice(props: ChoiceProps) {
  const { data } = useAll('GET /phone-numbers', {});
  const options = data?.map(({ phoneNumber, label }) => ({
    value: phoneNumber,
    label: label ? `${phoneLabel(phoneNumber)} · ${label}` : phoneLabel(phoneNumber),
  }));
  return <Choice placeholder="None" {...props} options={options} />;
}

const PROVIDERS = Object.entries(PROVIDER_LABELS).map(([value, label]) => ({ value, label }));

/** A provider by name. */
export function ProviderChoice(props: ChoiceProps) {
  return <Choice searchable={false} placeholder="Not said" {...props} options={PROVIDERS} />;
}
