import { Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { phoneLabel, providerLabel } from '../../words/labels';
import { Moment } from '../moment';
import { ResourceList } from '../resource-list';
import classes from './unrouted.module.css';

/** Texts to numbers that nobody owns: read here, and mended by adding the number. */
export default function UnroutedTexts() {
  return (
    <ResourceList
      section="unrouted-texts"
      title="Unrouted texts"
      what="Texts that came to a number which is not among your phone numbers. Add the number, and the next text to it finds its conversation; those here stay as they are."
      operation="GET /unrouted-messages"
      query={{}}
      empty="None: every text that came found its conversation."
    >
      {({ unroutedMessageId, from, to, message, provider, receivedAt }) => (
        <li key={unroutedMessageId} className={classes.text}>
          <Text size="sm" className={classes.message}>
            {message}
          </Text>
          <Text size="sm" c="dimmed">
            From {phoneLabel(from)} to {phoneLabel(to)}, through {providerLabel(provider)}, <Moment at={receivedAt} />
          </Text>
          <Link
            to="/settings/$section/$id"
            params={{ section: 'phone-numbers', id: 'new' }}
            search={{ phone: to, provider }}
            className={classes.add}
          >
            Add {phoneLabel(to)} to your numbers
          </Link>
        </li>
      )}
    </ResourceList>
  );
}
