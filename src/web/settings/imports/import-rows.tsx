import { Badge, Button, NativeSelect } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { ItemOf, QueryOf } from '../../api/operations';
import { Failure, Waiting } from '../../app/failure';
import { asSentence } from '../field-problems';
import { Fields } from '../resource-form';
import classes from './imports.module.css';
import type { LeadImport } from './lead-import';
import { useImportRows } from './use-import-rows';

type Row = ItemOf<'GET /lead-imports/{leadImportId}/rows'>;

const OUTCOMES: Record<Row['outcome'], { label: string; color?: string }> = {
  new: { label: 'New', color: 'parley' },
  applied: { label: 'Added', color: 'parley' },
  duplicate: { label: 'Duplicate', color: 'gray' },
  invalid: { label: 'Invalid', color: 'red' },
};

/** The rows of a file by what becomes of each; those with problems come first. */
export function ImportRows({ found }: { found: LeadImport }) {
  const [outcome, setOutcome] = useState<Row['outcome'] | ''>(found.invalidRows > 0 ? 'invalid' : '');
  const rows = useImportRows(
    found,
    (outcome || undefined) as QueryOf<'GET /lead-imports/{leadImportId}/rows'>['outcome'],
  );
  const items = rows.data?.pages.flatMap((page) => page.items);
  return (
    <Fields title="Rows" what="Numbered as a spreadsheet does: the line with the names is 1.">
      <NativeSelect
        label="Show"
        value={outcome}
        onChange={(event) => setOutcome(event.currentTarget.value as Row['outcome'] | '')}
        data={[
          { value: '', label: 'All rows' },
          { value: 'invalid', label: `Invalid (${found.invalidRows})` },
          { value: 'duplicate', label: `Duplicates (${found.duplicateRows})` },
          found.state === 'applied'
            ? { value: 'applied', label: `Added (${found.appliedRows})` }
            : { value: 'new', label: `New (${found.newRows})` },
        ]}
      />
      {rows.error && <Failure error={rows.error} what="The rows did not load" onRetry={() => void rows.refetch()} />}
      {rows.isPending && <Waiting what="Loading" />}
      {items?.length === 0 && <p className={classes.none}>There is none.</p>}
      {items && items.length > 0 && (
        <ol className={classes.rows} aria-label="Rows">
          {items.map((row) => (
            <RowOfFile key={row.rowNumber} row={row} />
          ))}
        </ol>
      )}
      {rows.hasNextPage && (
        <Button variant="default" loading={rows.isFetchingNextPage} onClick={() => void rows.fetchNextPage()}>
          Load more
        </Button>
      )}
    </Fields>
  );
}

function RowOfFile({ row: { rowNumber, outcome, problems, leadId } }: { row: Row }) {
  const { label, color } = OUTCOMES[outcome];
  return (
    <li className={classes.row}>
      <span className={classes.place}>Row {rowNumber}</span>
      <Badge variant="light" color={color} tt="none">
        {label}
      </Badge>
      <div className={classes.problems}>
        {problems.map(({ field, message }) => (
          <div key={`${field} ${message}`}>
            <b>{field}</b>: {asSentence(message)}
          </div>
        ))}
        {leadId && outcome !== 'new' && (
          <Link to="/settings/$section/$id" params={{ section: 'leads', id: leadId }} search={{}}>
            {outcome === 'duplicate' ? 'The lead there is' : 'The lead'}
          </Link>
        )}
      </div>
    </li>
  );
}
