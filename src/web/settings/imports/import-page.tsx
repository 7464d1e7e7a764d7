import { Anchor, Group, Progress, SimpleGrid, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { call } from '../../api/call';
import { Failure, Waiting } from '../../app/failure';
import { dayTimeLabel } from '../../words/times';
import { ConfirmButton } from '../confirm-button';
import { Notice } from '../notice';
import { Fields, ThingPage } from '../resource-form';
import { readAnew } from '../use-pages';
import { ImportRows } from './import-rows';
import classes from './imports.module.css';
import type { LeadImport } from './lead-import';

const LOOK_AGAIN_MS = 1_000;

/** One import: what was found in the file, its rows, and how to apply it. */
export function ImportPage({ importId }: { importId: string }) {
  const params = { leadImportId: importId };
  const read = useQuery({
    queryKey: ['GET /lead-imports/{leadImportId}', params],
    queryFn: ({ signal }) => call('GET /lead-imports/{leadImportId}', { params, signal }),
    // Others may apply it too; while something runs it is looked at again.
    refetchInterval: ({ state }) => (isRunning(state.data) ? LOOK_AGAIN_MS : false),
  });
  const apply = useMutation({
    mutationFn: () => call('POST /lead-imports/{leadImportId}/apply', { params }),
    onMutate: () => setTimeout(() => void read.refetch(), LOOK_AGAIN_MS / 2),
    onSettled: () => void readAnew(),
  });
  if (read.error && !read.data) {
    return <Failure error={read.error} what="The import did not load" onRetry={() => void read.refetch()} />;
  }
  if (!read.data) return <Waiting what="Loading" />;
  const found = read.data;
  return (
    <ThingPage section="imports" title={`Import of ${dayTimeLabel(found.createdAt, Date.now())}`}>
      <Fields title="What was found">
        <State found={found} />
        {found.state !== 'failed' && <Counts found={found} />}
        {apply.error && (
          <Notice tone="danger" role="alert">
            {apply.error.message}
          </Notice>
        )}
        <Group gap="xs">
          {found.state === 'checked' && found.newRows > 0 && (
            <ConfirmButton
              label={found.newRows === 1 ? 'Add 1 lead' : `Add ${found.newRows} leads`}
              variant="filled"
              danger={false}
              question={found.newRows === 1 ? 'Add 1 lead?' : `Add ${found.newRows} leads?`}
              act={() => apply.mutateAsync()}
              done="The leads are added"
            >
              The new rows become leads; duplicates and invalid rows are left out. Nobody is texted by this.
            </ConfirmButton>
          )}
          <Drop found={found} />
        </Group>
      </Fields>
      {found.totalRows > 0 && <ImportRows found={found} />}
    </ThingPage>
  );
}

function isRunning(found: LeadImport | undefined): boolean {
  return found?.state === 'checking' || found?.state === 'applying';
}

function State({ found }: { found: LeadImport }) {
  const { state, newRows, appliedRows, errorMessage, campaignId } = found;
  const done = newRows === 0 ? 0 : (appliedRows / newRows) * 100;
  return (
    <div role="status">
      {state === 'failed' && (
        <Notice tone="danger" title="The file could not be imported">
          {errorMessage} Nothing came of it: mend the file and import it again.
        </Notice>
      )}
      {state === 'checking' && <Text size="sm">The rows are checked…</Text>}
      {state === 'checked' && newRows === 0 && <Text size="sm">There is no new row in the file: nothing to add.</Text>}
      {state === 'checked' && newRows > 0 && (
        <Text size="sm">Checked. No lead is made yet: look at the rows, then add them.</Text>
      )}
      {state === 'applying' && (
        <>
          <Progress value={done} aria-label="Leads made" />
          <Text size="sm" mt={4}>
            {appliedRows} of {newRows} leads are made…
          </Text>
        </>
      )}
      {state === 'applied' && (
        <Notice tone="good" title={appliedRows === 1 ? '1 lead was added' : `${appliedRows} leads were added`}>
          <Anchor
            size="sm"
            renderRoot={(props) => (
              <Link
                to="/settings/$section"
                params={{ section: 'leads' }}
                search={campaignId ? { campaignId } : {}}
                {...props}
              />
            )}
          >
            Look at the leads
          </Anchor>
        </Notice>
      )}
    </div>
  );
}

function Counts({ found: { totalRows, newRows, duplicateRows, invalidRows } }: { found: LeadImport }) {
  const counts = [
    { label: 'Rows', count: totalRows },
    { label: 'New', count: newRows },
    { label: 'Duplicates', count: duplicateRows },
    { label: 'Invalid', count: invalidRows },
  ];
  return (
    <SimpleGrid cols={{ base: 2, xs: 4 }}>
      {counts.map(({ label, count }) => (
        <div key={label} className={classes.count}>
          <span className={classes.number}>{count.toLocaleString()}</span>
          <span>{label}</span>
        </div>
      ))}
    </SimpleGrid>
  );
}

function Drop({ found: { importId, createdAt, state } }: { found: LeadImport }) {
  const navigate = useNavigate();
  if (state === 'applying' || state === 'checking') return null;
  return (
    <ConfirmButton
      label="Drop"
      question={`Drop the import of ${dayTimeLabel(createdAt, Date.now())}?`}
      act={() => call('DELETE /lead-imports/{leadImportId}', { params: { leadImportId: importId } })}
      done="The import is dropped"
      onDone={() => void navigate({ to: '/settings/$section', params: { section: 'imports' } })}
    >
      {state === 'applied' ? 'Its report goes; the leads that it made stay.' : 'Nothing of the file is kept.'}
    </ConfirmButton>
  );
}
