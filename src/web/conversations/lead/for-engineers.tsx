import { Anchor, Text } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { CopyButton } from './copy-button';
import classes from './lead-panel.module.css';
import { workflowQuery } from './queries';

/** The ids that logs, metrics and Temporal know this conversation by. */
export function ForEngineers({ interactionId, leadId }: { interactionId: string; leadId: string }) {
  const workflow = useQuery(workflowQuery(interactionId));
  return (
    <>
      <dl className={classes.facts}>
        {[
          ['Conversation', interactionId],
          ['Lead', leadId],
        ].map(([name, id]) => (
          <div key={name} className={classes.fact}>
            <dt>{name}</dt>
            <dd>
              <code className={classes.id}>{id}</code>
              <CopyButton value={id!} what={`the ${name!.toLowerCase()}'s id`} />
            </dd>
          </div>
        ))}
      </dl>
      {workflow.data && (
        <Anchor href={workflow.data.url} target="_blank" rel="noreferrer" size="sm" className={classes.away}>
          Workflow in Temporal
          <IconExternalLink size={14} aria-hidden />
          <span className="only-heard">(opens in a new tab)</span>
        </Anchor>
      )}
      {workflow.isError && (
        <Text size="sm" c="dimmed">
          Where its workflow is could not be loaded.
        </Text>
      )}
    </>
  );
}
