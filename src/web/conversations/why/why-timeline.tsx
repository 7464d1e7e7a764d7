import { Button, Switch, Text } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { Fragment, useEffect } from 'react';
import { Failure, Waiting } from '../../app/failure';
import { type EventContext, eventWords } from '../../words/events';
import { dayKey, dayLabel } from '../../words/times';
import { explainText } from './explain-text';
import { GroupCard } from './group-card';
import { type EventGroup, groupsOfText } from './group-events';
import { useTimeline } from './use-timeline';
import { useWhy } from './use-why';
import classes from './why.module.css';
import type { WhyAbout } from './why-about';

/** The timeline of decisions: everything, opened at the newest; or what is about one text, with the answer first. */
export function WhyTimeline({ interactionId, about }: { interactionId: string; about: WhyAbout }) {
  const { timeline, groups, context } = useTimeline(interactionId);
  const [decisionsOnly, setDecisionsOnly] = useLocalStorage({ key: 'parley-why-decisions', defaultValue: false });
  const told = about === 'all' ? [] : groupsOfText(groups, about);
  const { hasNextPage, isFetching, isError, fetchNextPage } = timeline;
  // An old text's events may be some pages back.
  const isLooking = about !== 'all' && told.length === 0 && hasNextPage && !isError;
  useEffect(() => {
    if (isLooking && !isFetching) void fetchNextPage();
  }, [isLooking, isFetching, fetchNextPage]);

  if (timeline.isPending || isLooking) return <Waiting what="Loading what happened" />;
  if (timeline.data === undefined) {
    return (
      <Failure error={timeline.error} what="What happened could not be loaded" onRetry={() => timeline.refetch()} />
    );
  }
  const shown = decisionsOnly ? groups.flatMap((each) => decisionsOf(each, context)) : groups;
  return (
    <>
      {about !== 'all' && <AboutText messageId={about} context={context} isKnown={told.length > 0} />}
      {about === 'all' && (
        <div className={classes.filter}>
          <Switch
            label="Decisions only"
            size="sm"
            checked={decisionsOnly}
            onChange={(event) => setDecisionsOnly(event.currentTarget.checked)}
          />
        </div>
      )}
      <div className={classes.scroll} data-from-end={about === 'all' || undefined}>
        <div className={classes.all}>
          {about === 'all' && hasNextPage && (
            <div className={classes.earlier}>
              <Button size="xs" variant="default" loading={timeline.isFetchingNextPage} onClick={() => fetchNextPage()}>
                Show earlier
              </Button>
              {isError && (
                <Text size="sm" role="alert">
                  That did not work. Try again.
                </Text>
              )}
            </div>
          )}
          {about === 'all' && shown.length === 0 && (
            <Text size="sm" c="dimmed" p="md">
              {groups.length === 0 ? 'Nothing has happened yet.' : 'Nothing was decided in what is loaded.'}
            </Text>
          )}
          <Groups groups={about === 'all' ? shown : told} context={context} about={about} />
        </div>
      </div>
    </>
  );
}

/** The question about one text, and its answer. */
function AboutText(props: { messageId: string; context: EventContext; isKnown: boolean }) {
  const { askWhy } = useWhy();
  const message = props.context.message?.(props.messageId);
  const explanation = message && explainText(message);
  return (
    <div className={classes.about}>
      {message && <blockquote className={classes.quote}>{message.message}</blockquote>}
      <Text fw={600}>
        {explanation?.question ?? (props.isKnown ? 'What became of this?' : 'There is no such text here')}
      </Text>
      <Text size="sm" mt={2}>
        {explanation?.answer ?? (props.isKnown ? '' : 'It belongs to another conversation, or the link is wrong.')}
      </Text>
      <Button size="xs" variant="default" mt="sm" onClick={() => askWhy('all')}>
        Show everything that happened
      </Button>
    </div>
  );
}

function Groups({ groups, context, about }: { groups: EventGroup[]; context: EventContext; about: WhyAbout }) {
  const now = Date.now();
  return groups.map((group, place) => {
    const at = group.events[0]!.at;
    const before = groups[place - 1]?.events[0]?.at;
    const isNewDay = before === undefined || dayKey(before) !== dayKey(at);
    return (
      <Fragment key={group.key}>
        {isNewDay && <h3 className={classes.day}>{dayLabel(at, now)}</h3>}
        <GroupCard group={group} context={context} about={about} />
      </Fragment>
    );
  });
}

/** A group with its decisions alone; none where nothing was decided. */
function decisionsOf(group: EventGroup, context: EventContext): EventGroup[] {
  const events = group.events.filter((event) => eventWords(event, context).decision);
  return events.length === 0 ? [] : [{ ...group, events }];
}
