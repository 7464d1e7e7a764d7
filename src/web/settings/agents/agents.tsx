import { Badge, NativeSelect } from '@mantine/core';
import { phoneLabel } from '../../words/labels';
import { Loaded } from '../loaded';
import { ResourceList, ResourceRow } from '../resource-list';
import type { SectionProps } from '../sections';
import { useFilters } from '../use-filters';
import { AgentForm } from './agent-form';
import { AgentPage } from './agent-page';

/** The SMS agents: programs behind a webhook that answer leads. */
export default function Agents({ id }: SectionProps) {
  if (id === undefined) return <AgentList />;
  if (id === 'new') return <AgentForm agent={null} />;
  return (
    <Loaded section="agents" operation="GET /sms-agents/{agentId}" params={{ agentId: id }}>
      {(agent) => <AgentPage agent={agent} />}
    </Loaded>
  );
}

const SHOWN = { active: { active: true }, off: { active: false }, test: { isTest: true } };

function AgentList() {
  const [{ show }, change] = useFilters();
  return (
    <ResourceList
      section="agents"
      title="SMS agents"
      what="Programs of yours that answer leads. Parley posts a lead's texts and the whole conversation to an agent's webhook, and texts what it replies."
      operation="GET /sms-agents"
      query={SHOWN[show as keyof typeof SHOWN] ?? {}}
      add="Add an agent"
      empty="There is no agent yet: people answer every lead. Add one, and try it with a test turn."
      filters={
        <NativeSelect
          aria-label="Which agents"
          value={show ?? ''}
          onChange={(event) => change({ show: event.currentTarget.value || undefined })}
          data={[
            { value: '', label: 'All agents' },
            { value: 'active', label: 'Active' },
            { value: 'off', label: 'Switched off' },
            { value: 'test', label: 'For test leads' },
          ]}
        />
      }
    >
      {({ agentId, name, description, phoneNumber, webhookUrl, active, inboundEnabled, isTest }) => (
        <ResourceRow
          key={agentId}
          section="agents"
          id={agentId}
          title={name}
          details={
            description ||
            [URL.parse(webhookUrl)?.host, phoneNumber && phoneLabel(phoneNumber)].filter(Boolean).join(' · ')
          }
          badges={
            <>
              {isTest && (
                <Badge variant="default" tt="none">
                  Test
                </Badge>
              )}
              {!active && (
                <Badge variant="default" tt="none">
                  Off
                </Badge>
              )}
              {active && !inboundEnabled && (
                <Badge variant="default" tt="none">
                  Inbound off
                </Badge>
              )}
            </>
          }
        />
      )}
    </ResourceList>
  );
}
