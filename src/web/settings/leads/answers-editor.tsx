import { Text, Textarea } from '@mantine/core';
import { useAll } from '../use-pages';
import { answerRows, type LeadAnswer } from './answers';

/** What the lead answered: the questions of its campaign, and whatever else is known. */
export function AnswersEditor(props: {
  campaignId: string | null;
  value: LeadAnswer[];
  onChange: (answers: LeadAnswer[]) => void;
  errorAt: (path: string) => React.ReactNode;
}) {
  const { campaignId, value, onChange, errorAt } = props;
  const campaigns = useAll('GET /campaigns', {}).data;
  const asked = campaigns?.find((campaign) => campaign.campaignId === campaignId)?.questions ?? [];
  const rows = answerRows(value, asked);
  if (rows.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        Its campaign asks nothing, and nothing is known. Add questions to the campaign, and their answers have a place
        here.
      </Text>
    );
  }
  return rows.map(({ place, key, question, answer }) => (
    <Textarea
      key={key}
      label={question || key}
      autosize
      minRows={1}
      maxLength={2000}
      data-path={`questionnaire.${key}`}
      error={errorAt(`questionnaire.${key}`)}
      value={answer}
      onChange={(event) => {
        const changed = { key, question, answer: event.currentTarget.value };
        onChange(place === -1 ? [...value, changed] : value.map((each, at) => (at === place ? changed : each)));
      }}
    />
  ));
}
