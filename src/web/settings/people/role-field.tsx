import { Radio, Stack } from '@mantine/core';
import { ROLE_LABELS } from '../../words/labels';

/** What somebody, or a key, may do. */
export function RoleField(props: { value?: string; onChange: (role: string) => void; error?: React.ReactNode }) {
  return (
    <Radio.Group label="Role" {...props}>
      <Stack gap="sm" mt="xs">
        <Radio value="operator" label={ROLE_LABELS.operator} description="Reads and answers conversations" />
        <Radio value="admin" label={ROLE_LABELS.admin} description="Also changes these settings" />
      </Stack>
    </Radio.Group>
  );
}
