import { Button, Paper, Table, Text, Title } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import classes from './overview.module.css';

/** One column of a plot's figures, for the table that says the same. */
export interface Column<Row> {
  name: string;
  value: (row: Row) => string;
}

/**
 * A plot with what it shows in words, and with its figures as a table the newest first, for who would rather read, or listen.
 * @param empty shown in place of a plot that would show nothing
 */
export function Plot<Row extends { key: string; label: string }>(props: {
  about: string;
  finding: string;
  rows: Row[];
  columns: Column<Row>[];
  empty?: string;
  children: ReactNode;
  below?: ReactNode;
}) {
  const [asTable, setAsTable] = useState(false);
  const { about, finding, rows, columns, empty, children, below } = props;
  return (
    <Paper withBorder p="md" component="section" aria-label={about} className={classes.plot}>
      <div className={classes.plotHead}>
        <div>
          <Text size="xs" c="dimmed" fw={600}>
            {about}
          </Text>
          <Title order={2} size="h4">
            {finding}
          </Title>
        </div>
        {empty === undefined && (
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            c="dimmed"
            onClick={() => setAsTable(!asTable)}
            aria-label={`${asTable ? 'As a plot' : 'As a table'}: ${about}`}
          >
            {asTable ? 'As a plot' : 'As a table'}
          </Button>
        )}
      </div>
      {empty !== undefined ? (
        <Text size="sm" c="dimmed" className={classes.empty}>
          {empty}
        </Text>
      ) : asTable ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and only what has the focus is scrolled by keyboard
        <section className={classes.table} aria-label={`${about}, as a table`} tabIndex={0}>
          <Table verticalSpacing={4} fz="sm" stickyHeader>
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">Time</Table.Th>
                {columns.map(({ name }) => (
                  <Table.Th key={name} scope="col" ta="right">
                    {name}
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.toReversed().map((row) => (
                <Table.Tr key={row.key}>
                  <Table.Th scope="row" fw={400}>
                    {row.label}
                  </Table.Th>
                  {columns.map(({ name, value }) => (
                    <Table.Td key={name} ta="right">
                      {value(row)}
                    </Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </section>
      ) : (
        <div className={classes.chart}>{children}</div>
      )}
      {below}
    </Paper>
  );
}
