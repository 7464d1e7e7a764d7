import { useNavigate } from '@tanstack/react-router';
import { call } from '../../api/call';
import { ConfirmButton } from '../confirm-button';
import { type Agent, AgentForm } from './agent-form';
import { AgentSecret } from './agent-secret';
import { TestTurn } from './test-turn';

/** An agent that there is: its settings, a test turn, and its secret. */
export function AgentPage({ agent }: { agent: Agent }) {
  const navigate = useNavigate();
  const { agentId, name } = agent;
  return (
    <AgentForm
      agent={agent}
      actions={
        <ConfirmButton
          label="Delete"
          question={`Delete ${name}?`}
          act={() => call('DELETE /sms-agents/{agentId}', { params: { agentId } })}
          done={`${name} is deleted`}
          inUse="A campaign names it, or it was asked before, so it cannot be deleted. Switch it off instead."
          onDone={() => void navigate({ to: '/settings/$section', params: { section: 'agents' }, search: true })}
        >
          This cannot be undone. An agent that a campaign has, or that was ever asked, is not deleted.
        </ConfirmButton>
      }
    >
      <TestTurn agentId={agentId} />
      <AgentSecret agent={agent} />
    </AgentForm>
  );
}
