import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { ApiFailure } from '../api/call';
import type { Answer, Operation, ParamsOf } from '../api/operations';
import { Failure, Waiting } from '../app/failure';
import { ThingPage } from './resource-form';
import type { SectionId } from './sections';
import { useOne } from './use-pages';

/** Reads one thing and shows it; meanwhile, or when there is none, says so. */
export function Loaded<O extends Operation>(props: {
  section: SectionId;
  operation: O;
  params: ParamsOf<O>;
  children: (thing: Answer<O>) => ReactNode;
}) {
  const { section, operation, params, children } = props;
  const read = useOne(operation, params);
  if (read.data !== undefined) return children(read.data);
  if (read.error instanceof ApiFailure && read.error.code === 'NOT_FOUND') {
    return (
      <ThingPage section={section} title="Not here">
        <Text>There is nothing with this address: it may have been deleted.</Text>
      </ThingPage>
    );
  }
  if (read.error) return <Failure error={read.error} what="It did not load" onRetry={() => void read.refetch()} />;
  return <Waiting what="Loading" />;
}
