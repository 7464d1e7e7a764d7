import { Alert, Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api/call';
import { queryClient } from '../../app/queries';
import classes from './lead-panel.module.css';
import { type Lead, leadQuery } from './queries';
import { useFocusBack } from './use-focus-back';

const LONGEST_NOTES = 10_000;

/** What people wrote down about a lead; anybody may add to it. */
export function Notes({ lead }: { lead: Lead }) {
  const [draft, setDraft] = useState<string | null>(null);
  const opener = useFocusBack(draft !== null);
  const save = useMutation({
    mutationFn: (notes: string) => call('PATCH /leads/{leadId}', { params: { leadId: lead.leadId }, body: { notes } }),
    onSuccess: (saved) => {
      queryClient.setQueryData(leadQuery(lead.leadId).queryKey, saved);
      setDraft(null);
    },
  });
  if (draft === null) {
    return (
      <Stack gap="xs" align="flex-start">
        {lead.notes !== '' && (
          <Text size="sm" className={classes.notes}>
            {lead.notes}
          </Text>
        )}
        <Button ref={opener} size="xs" variant="default" onClick={() => setDraft(lead.notes)}>
          {lead.notes === '' ? 'Write a note' : 'Edit the notes'}
        </Button>
      </Stack>
    );
  }
  return (
    <Stack gap="xs">
      <Textarea
        aria-label="Notes"
        value={draft}
        onChange={(event) => setDraft(event.currentTarget.value)}
        maxLength={LONGEST_NOTES}
        autosize
        minRows={3}
        maxRows={14}
        autoFocus
      />
      {save.error && (
        <Alert color="red" role="alert" p="xs">
          {save.error.message}
        </Alert>
      )}
      <Group gap="xs">
        <Button size="xs" loading={save.isPending} onClick={() => save.mutate(draft)}>
          Save
        </Button>
        <Button size="xs" variant="default" onClick={() => setDraft(null)}>
          Cancel
        </Button>
      </Group>
    </Stack>
  );
}
