import { Button, Select, Stack, Text, Textarea } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconAlertTriangle, IconInfoCircle, IconX } from '@tabler/icons-react';
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api/call';
import type { Answer } from '../../api/operations';
import { leadName } from '../../words/labels';
import { durationLabel } from '../../words/times';
import { Notice } from '../notice';
import { Fields } from '../resource-form';
import classes from './agents.module.css';

type TestAnswer = Answer<'POST /sms-agents/{agentId}/test-turn'>;

/** Asks the agent about a made-up turn, and shows what was sent, what came back and what that means. */
export function TestTurn({ agentId }: { agentId: string }) {
  const [text, setText] = useState('');
  const [leadId, setLeadId] = useState<string | null>(null);
  const test = useMutation({
    mutationFn: () =>
      call('POST /sms-agents/{agentId}/test-turn', {
        params: { agentId },
        body: { ...(text.trim() && { text }), ...(leadId && { leadId }) },
      }),
  });
  return (
    <Fields
      title="Test turn"
      what="Asks the agent as a real turn would, with the settings that are saved. Nothing is recorded and nobody is texted."
    >
      <Textarea
        label="What the lead writes"
        placeholder="Hello, are you open on Saturday?"
        autosize
        minRows={2}
        maxLength={1600}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <LeadChoice value={leadId} onChange={setLeadId} />
      <div>
        <Button variant="light" loading={test.isPending} onClick={() => test.mutate()}>
          Send a test turn
        </Button>
      </div>
      <div aria-live="polite">
        {test.isPending && (
          <Text size="sm" c="dimmed">
            The agent is asked…
          </Text>
        )}
        {test.error && (
          <Notice tone="danger" role="alert">
            {test.error.message}
          </Notice>
        )}
        {test.data && !test.isPending && <TestResult answer={test.data} />}
      </div>
    </Fields>
  );
}

const SEARCH_MS = 250;

function LeadChoice({ value, onChange }: { value: string | null; onChange: (leadId: string | null) => void }) {
  const [words, setWords] = useState('');
  const [search] = useDebouncedValue(words.trim(), SEARCH_MS);
  const query = { search: search.length >= 2 ? search : undefined, limit: 20 };
  const { data } = useQuery({
    queryKey: ['GET /leads', 'choice', query],
    queryFn: ({ signal }) => call('GET /leads', { query, signal }),
    placeholderData: keepPreviousData,
  });
  const options = data?.items.map((lead) => ({ value: lead.leadId, label: leadName(lead, lead.phone ?? lead.leadId) }));
  return (
    <Select
      label="As the lead"
      description="Whose name, campaign and answers the agent is shown. Empty: a made-up Jane Doe."
      placeholder="Name or number"
      searchable
      clearable
      filter={({ options: all }) => all}
      nothingFoundMessage="No lead by this name or number"
      data={options ?? []}
      value={value}
      onChange={onChange}
      onSearchChange={setWords}
    />
  );
}

const OUTCOMES: Record<TestAnswer['outcome'], { tone: 'good' | 'warning' | 'danger'; words: string }> = {
  replied: { tone: 'good', words: 'It replied. A lead would get this text:' },
  taken: { tone: 'good', words: 'It took the turn, and would reply through the API.' },
  unreachable: { tone: 'warning', words: 'It was not reached as it should be. A real turn would be tried again.' },
  refused: { tone: 'danger', words: 'It refused. A real turn would fail at once, and a person would have to answer.' },
};

const ICONS = { error: IconX, warning: IconAlertTriangle, info: IconInfoCircle };
const SEVERITIES = { error: 'Wrong', warning: 'Look at this', info: 'Good to know' };

function TestResult({ answer }: { answer: TestAnswer }) {
  const { tone, words } = OUTCOMES[answer.outcome];
  return (
    <Stack gap="sm">
      <Notice tone={tone} title={words}>
        {answer.reply !== undefined && <div className={classes.reply}>{answer.reply}</div>}
        <Text size="sm" mt={4}>
          {answer.response ? `Answered ${answer.response.status} after` : 'No whole answer after'}{' '}
          {durationLabel(answer.durationMs)}
        </Text>
      </Notice>
      {answer.findings.map(({ code, severity, message }) => {
        const Icon = ICONS[severity];
        return (
          <div key={code} className={`${classes.finding} ${classes[severity]}`}>
            <Icon size={18} aria-label={SEVERITIES[severity]} role="img" />
            <span>{message}</span>
          </div>
        );
      })}
      <Exchange title="What Parley sent" first={`POST ${answer.request.url}`} {...answer.request} />
      {answer.response && (
        <Exchange title="What came back" first={`Status ${answer.response.status}`} {...answer.response} />
      )}
    </Stack>
  );
}

function Exchange(props: { title: string; first: string; headers: Record<string, string>; body: string }) {
  const { title, first, headers, body } = props;
  const head = [first, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)].join('\n');
  return (
    <details className={classes.exchange}>
      <summary>{title}</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard */}
      <pre tabIndex={0}>{`${head}\n\n${readable(body)}`}</pre>
    </details>
  );
}

/** JSON with its lines apart; anything else as it came. */
function readable(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
