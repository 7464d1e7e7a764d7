import { Title } from '@mantine/core';

/** What a person looks at every morning. */
export function OverviewPage() {
  return (
    <Title order={1} size="h3" p="lg">
      Overview
    </Title>
  );
}
