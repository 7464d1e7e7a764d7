import { Center, Text } from '@mantine/core';

/** The thread's place while no conversation is chosen. */
export function NoConversation() {
  return (
    <Center h="100%" visibleFrom="sm">
      <Text c="dimmed">Choose a conversation</Text>
    </Center>
  );
}
