import { Title } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { ApiFailure, call } from '../api/call';
import { Failure, Waiting } from '../app/failure';
import classes from './overview.module.css';
import { Plots } from './plots';
import { timesOf } from './range';
import { RangeChoice } from './range-choice';
import { Standing } from './standing';

const MINUTE = 60_000;

/** What a person looks at every morning. */
export function OverviewPage() {
  const range = useSearch({ from: '/overview' });
  const navigate = useNavigate({ from: '/overview' });
  const overview = useQuery({
    queryKey: ['GET /overview', range] as const,
    queryFn: ({ signal }) => {
      const timezone = Intl.DateTimeFormat().resolvedOptions().timeZone;
      return call('GET /overview', { query: { ...timesOf(range, new Date()), timezone }, signal });
    },
    placeholderData: keepPreviousData,
    refetchInterval: MINUTE,
  });
  const problems = overview.error instanceof ApiFailure ? overview.error.fields : [];
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <Title order={1} size="h3">
          Overview
        </Title>
        <RangeChoice range={range} problems={problems} onChoose={(search) => navigate({ search })} />
      </header>
      {overview.isError && problems.length === 0 && (
        <Failure error={overview.error} what="The overview could not be loaded" onRetry={() => overview.refetch()} />
      )}
      {overview.isPending && <Waiting what="Counting" />}
      {overview.data && (
        <div className={classes.plots} aria-busy={overview.isPlaceholderData}>
          <Standing now={overview.data.now} />
          <Plots overview={overview.data} />
        </div>
      )}
    </div>
  );
}
