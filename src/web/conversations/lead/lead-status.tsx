import { Select } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { call } from '../../api/call';
import { queryClient } from '../../app/queries';
import { LEAD_STATUSES, leadStatusLabel } from '../../words/labels';
import { type Lead, leadQuery, refreshLead } from './queries';

const OPTIONS = LEAD_STATUSES.map((status) => ({ value: status, label: leadStatusLabel(status) }));

/** Where the lead stands; independent of the conversations' statuses, which are in the thread. */
export function LeadStatus({ lead }: { lead: Lead }) {
  const { queryKey } = leadQuery(lead.leadId);
  const change = useMutation({
    mutationFn: (status: Lead['status']) =>
      call('PATCH /leads/{leadId}', { params: { leadId: lead.leadId }, body: { status } }),
    onSuccess: (saved) => {
      queryClient.setQueryData(queryKey, saved);
      void refreshLead(lead.leadId); // lists show it too
    },
  });
  return (
    <Select
      label="Lead status"
      size="sm"
      data={OPTIONS}
      // What was chosen shows at once; where it is refused, what holds comes back with the reason.
      value={change.isPending ? change.variables : lead.status}
      onChange={(status) => status !== null && status !== lead.status && change.mutate(status as Lead['status'])}
      error={change.error?.message}
      allowDeselect={false}
      searchable
      maxDropdownHeight={280}
      comboboxProps={{ withinPortal: true }}
    />
  );
}
