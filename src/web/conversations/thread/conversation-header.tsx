import { ActionIcon, Button, Select, Switch } from '@mantine/core';
import { IconArrowLeft, IconEye, IconUserSquare } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Head } from '../../live/cache-keys';
import { usePresence } from '../../live/live';
import { type InteractionStatus, leadName, phoneLabel, STATUS_LABELS } from '../../words/labels';
import { useWhy } from '../why/use-why';
import classes from './conversation-header.module.css';
import { useChange } from './use-change';

const STATUSES = Object.entries(STATUS_LABELS).map(([value, label]) => ({ value, label }));

/**
 * Whose conversation this is, and the two things that a person sets: its status and Agent Mode.
 * @param onShowLead where the lead has no panel beside the thread, whose "Why?" is then here too
 */
export function ConversationHeader({ head, onShowLead }: { head: Head; onShowLead?: () => void }) {
  const { askWhy } = useWhy();
  const { interactionId, lead, phone, telephony, sms, status } = head;
  const setStatus = useChange(interactionId, 'The status was not set');
  const setAgentMode = useChange(interactionId, 'Agent Mode was not switched');
  const name = leadName(lead, phone);
  return (
    <header className={classes.header}>
      <ActionIcon
        className={classes.back}
        variant="subtle"
        size={36}
        renderRoot={(props) => <Link to="/conversations" search={true} {...props} />}
        aria-label="Back to the list"
      >
        <IconArrowLeft size={20} aria-hidden />
      </ActionIcon>
      <div className={classes.who}>
        <h1 className={classes.name}>{name}</h1>
        <p className={classes.numbers}>
          {name !== phoneLabel(phone) && <span>{phoneLabel(phone)}</span>}
          <span>
            <span className={classes.with}>with our</span> {phoneLabel(telephony.phoneNumber)}
          </span>
        </p>
      </div>
      <Others interactionId={interactionId} />
      {onShowLead && (
        <div className={classes.more}>
          <Button className={classes.why} size="xs" variant="default" onClick={() => askWhy('all')}>
            Why?
          </Button>
          <ActionIcon variant="default" size={30} onClick={onShowLead} aria-label="Show the lead">
            <IconUserSquare size={18} aria-hidden />
          </ActionIcon>
        </div>
      )}
      <div className={classes.controls}>
        <Switch
          className={classes.agentMode}
          size="sm"
          label="Agent Mode"
          description={agentWords(head)}
          checked={sms.agentMode}
          onChange={(event) => setAgentMode.mutate({ agentMode: event.currentTarget.checked })}
        />
        <Select
          className={classes.status}
          size="xs"
          aria-label="Status"
          data={STATUSES}
          value={status}
          allowDeselect={false}
          leftSection={<i className={classes.dot} data-status={status} aria-hidden />}
          renderOption={({ option }) => (
            <span className={classes.option}>
              <i className={classes.dot} data-status={option.value} aria-hidden />
              {option.label}
            </span>
          )}
          comboboxProps={{ withinPortal: true, width: 'max-content', position: 'bottom-end' }}
          onChange={(next) => next !== null && setStatus.mutate({ status: next as InteractionStatus })}
        />
      </div>
    </header>
  );
}

function agentWords({ sms, agentRestsUntil }: Head): string {
  if (!sms.agentMode) return 'People answer';
  return agentRestsUntil === null ? 'The AI agent answers' : 'The AI agent rests';
}

/** Who else has the conversation open: two people need not answer one text. */
function Others({ interactionId }: { interactionId: string }) {
  const people = usePresence(interactionId);
  const names = people.map(({ name }) => name).join(', ');
  return (
    <div role="status" className={classes.others}>
      {people.length > 0 && (
        <>
          <IconEye size={15} aria-hidden />
          <span>
            {names} {people.length === 1 ? 'has' : 'have'} this open
          </span>
        </>
      )}
    </div>
  );
}
