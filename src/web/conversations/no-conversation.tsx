import { Center, Stack, Text } from '@mantine/core';
import { IconMessages } from '@tabler/icons-react';

/** The thread's place while no conversation is chosen. */
export function NoConversation() {
  return (
    <Center h="100%">
      <Stack align="center" gap="xs" c="dimmed">
        <IconMessages size={36} stroke={1.3} aria-hidden />
        <Text>Choose a conversation</Text>
      </Stack>
    </Center>
  );
}
