import { Text } from '@mantine/core';
import { IconCircleCheck, IconCircleDashed } from '@tabler/icons-react';
import classes from './lead-panel.module.css';
import type { Campaign, Lead } from './queries';
import { knownAnswers, openQuestions } from './questions';

/** What is known of the lead, and what the campaign still wants to know. */
export function Questionnaire({ lead, campaign }: { lead: Lead; campaign: Campaign | undefined }) {
  const known = knownAnswers(lead.questionnaire);
  const open = openQuestions(lead.questionnaire, campaign?.questions ?? []);
  if (known.length + open.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        This campaign asks nothing.
      </Text>
    );
  }
  return (
    <ul className={classes.questions}>
      {known.map(({ key, question, answer }) => (
        <li key={key}>
          <IconCircleCheck size={18} className={classes.known} aria-label="Known" />
          <div>
            <Text size="xs" c="dimmed">
              {question}
            </Text>
            <Text size="sm" className={classes.long}>
              {answer}
            </Text>
          </div>
        </li>
      ))}
      {open.map(({ key, question }) => (
        <li key={key}>
          <IconCircleDashed size={18} className={classes.open} aria-label="To find out" />
          <Text size="sm">{question}</Text>
        </li>
      ))}
    </ul>
  );
}
