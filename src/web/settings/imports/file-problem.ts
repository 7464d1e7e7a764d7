/** What the API found wrong with a file as a whole, "is not UTF-8", as a sentence; null: it is about something else. */
export function fileProblem(failure: { code: string; fields: { field: string; message: string }[] }): string | null {
  if (failure.code === 'BODY_TOO_LARGE') return 'The file has more than 64 MB: split it.';
  const problem = failure.fields.find(({ field }) => field === 'body');
  return problem ? `The file ${problem.message}.` : null;
}
