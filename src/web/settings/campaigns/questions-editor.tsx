import { Button, SimpleGrid, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { IconPlus } from '@tabler/icons-react';
import { OrderedList } from '../ordered-list';
import { suggestedKey } from './question-key';

interface Question {
  key: string;
  question: string;
}

/** The questions of a campaign, in their order. */
export function QuestionsEditor<Values extends { questions: Question[] }>({
  form,
}: {
  form: UseFormReturnType<Values>;
}) {
  // The form of a campaign has more fields; these are all that the editor knows of.
  const own = form as unknown as UseFormReturnType<{ questions: Question[] }>;
  const { questions } = own.values;
  const set = (list: Question[]) => {
    own.clearErrors();
    own.setFieldValue('questions', list);
  };
  const suggest = (place: number) => {
    const { key, question } = questions[place] as Question;
    if (key !== '' || question.trim() === '') return;
    const taken = questions.map((other) => other.key);
    own.setFieldValue(`questions.${place}.key`, suggestedKey(question, taken));
  };
  return (
    <>
      <OrderedList
        label="Questions"
        path="questions"
        items={questions}
        onChange={set}
        nameOf={({ question }, place) => question || `question ${place + 1}`}
        error={own.errors.questions}
      >
        {(_, place) => (
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs">
            <TextInput
              label="Question"
              placeholder="Do you have dental insurance?"
              {...own.getInputProps(`questions.${place}.question`)}
              onBlur={() => suggest(place)}
            />
            <TextInput
              label="Key"
              placeholder="insurance"
              {...own.getInputProps(`questions.${place}.key`)}
              title="What the answer is stored under: letters, digits, dots, lines or underlines"
            />
          </SimpleGrid>
        )}
      </OrderedList>
      <div>
        <Button
          variant="default"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => set([...questions, { key: '', question: '' }])}
        >
          Add a question
        </Button>
      </div>
    </>
  );
}
