import { Badge, Stack, Text, Title } from '@mantine/core';
import { Failure, Waiting } from '../../app/failure';
import { providerLabel } from '../../words/labels';
import { dayTimeLabel } from '../../words/times';
import { ResourceRow } from '../resource-list';
import classes from '../resource-list.module.css';
import type { SectionProps } from '../sections';
import { useOne } from '../use-pages';
import { AccountForm } from './account-form';

/** The providers at which this version can use an account. */
const USABLE = ['twilio'];

/** The accounts at SMS providers: one's own, and the installation's where there is none. */
export default function Accounts({ id }: SectionProps) {
  const read = useOne('GET /provider-accounts', {});
  if (read.error) {
    return <Failure error={read.error} what="The accounts did not load" onRetry={() => void read.refetch()} />;
  }
  if (!read.data) return <Waiting what="Loading" />;
  const { items, installation } = read.data;
  const own = (provider: string) => items.find((account) => account.provider === provider) ?? null;
  if (id !== undefined) {
    return (
      <AccountForm provider={id} account={own(id)} installed={installation.includes(id)} usable={USABLE.includes(id)} />
    );
  }
  const providers = [...new Set([...USABLE, ...items.map(({ provider }) => provider), ...installation])];
  return (
    <div className={classes.list}>
      <div className={classes.heading}>
        <Title order={2} size="h3">
          Provider accounts
        </Title>
        <Text size="sm" c="dimmed">
          The companies that carry your texts. With an account of your own, texts go through it and are billed to you.
        </Text>
      </div>
      <Stack>
        <ul className={classes.rows} aria-label="Provider accounts">
          {providers.map((provider) => {
            const account = own(provider);
            const installed = installation.includes(provider);
            return (
              <ResourceRow
                key={provider}
                section="provider-accounts"
                id={provider}
                title={providerLabel(provider)}
                details={
                  account
                    ? `Your account ${account.accountId}, set ${dayTimeLabel(account.secretSetAt, Date.now())}`
                    : installed
                      ? "Texts go through the installation's account"
                      : 'No account: nothing can be sent through it'
                }
                badges={
                  <Badge variant="default" tt="none">
                    {account ? 'Your own' : installed ? "The installation's" : 'Not set up'}
                  </Badge>
                }
              />
            );
          })}
        </ul>
      </Stack>
    </div>
  );
}
