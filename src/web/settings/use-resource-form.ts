import { type UseFormReturnType, useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { ApiFailure } from '../api/call';
import { changedFields, isSame } from './changed-fields';
import { placesOf, sortProblems } from './field-problems';
import { readAnew } from './use-pages';

export interface ResourceFormOptions<Values, Body, Saved> {
  /** What the form begins with; when it is read anew and nothing was changed here, the form follows. */
  values: Values;
  /** What the API is given for what the form holds. */
  bodyOf: (values: Values) => Body;
  /** Saves it. @param changed the fields that differ from what was read: all that a change should send */
  save: (body: Body, changed: Partial<Body>) => Promise<Saved>;
  onSaved: (saved: Saved) => void;
  /** Where the API calls a field otherwise than the form does, and for errors that name none. */
  problemsOf?: (failure: ApiFailure, values: Values) => ApiFailure['fields'];
  /** Fields that are empty again once they are saved: passwords and the like. */
  forget?: Partial<Values>;
}

export interface ResourceForm<Values> {
  form: UseFormReturnType<Values>;
  dirty: boolean;
  /** Whether leaving now would lose something: `dirty` of this moment, for guards that ask between two renders. */
  wouldLose: () => boolean;
  saving: boolean;
  /** What to say beside the buttons, when saving failed. */
  problem: string | null;
  submit: (event?: React.SyntheticEvent<HTMLFormElement>) => void;
  discard: () => void;
}

/**
 * A form for one thing of the settings. What the API refuses is shown at its field, and everything that was written stays.
 */
export function useResourceForm<Values extends Record<string, unknown>, Body extends object, Saved>(
  options: ResourceFormOptions<Values, Body, Saved>,
): ResourceForm<Values> {
  const { values, bodyOf, save, onSaved, problemsOf, forget } = options;
  const [kept, setKept] = useState(values);
  const [problem, setProblem] = useState<string | null>(null);
  const form = useForm<Values>({ initialValues: values });
  const dirty = !isSame(bodyOf(kept), bodyOf(form.values));
  const losing = useRef(dirty);
  losing.current = dirty;

  const read = JSON.stringify(values);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when what was read is another than before
  useEffect(() => {
    if (losing.current) return;
    setKept(values);
    form.setValues(values);
  }, [read]);

  const saving = useMutation({
    mutationFn: (given: Values) => {
      const body = bodyOf(given);
      return save(body, changedFields(bodyOf(kept), body));
    },
    onMutate: () => {
      form.clearErrors();
      setProblem(null);
    },
    onSuccess: (saved, given) => {
      losing.current = false;
      setKept({ ...given, ...forget });
      if (forget) form.setValues(forget);
      void readAnew();
      onSaved(saved);
    },
    onError: (error, given) => {
      const failure = error instanceof ApiFailure ? error : null;
      const placeOf = (field: string) => placesOf(field).find((place) => form.getInputNode(place) !== null) ?? null;
      const found = failure ? (problemsOf?.(failure, given) ?? failure.fields) : [];
      const { atField, elsewhere } = sortProblems(found, placeOf);
      form.setErrors(atField);
      setProblem(summaryOf(failure, Object.keys(atField).length, elsewhere));
    },
  });

  return {
    form,
    dirty,
    wouldLose: () => losing.current,
    saving: saving.isPending,
    problem,
    submit: form.onSubmit((given) => {
      if (!saving.isPending) saving.mutate(given);
    }),
    discard: () => {
      form.setValues(kept);
      setProblem(null);
    },
  };
}

function summaryOf(failure: ApiFailure | null, marked: number, elsewhere: string[]): string {
  if (failure === null) return 'Not saved: something in this page went wrong. Try again.';
  if (elsewhere.length > 0) return `Not saved: ${elsewhere.join('; ')}.`;
  if (marked > 0) return `Not saved. ${marked === 1 ? 'One field is' : `${marked} fields are`} marked above.`;
  return `Not saved. ${failure.message}`;
}
