/** What a look at a provider's numbers found, as far as it is told here. */
export interface FoundNumbers {
  dryRun: boolean;
  added: string[];
  changed: { phoneNumber: string; smsCapable: boolean }[];
  taken: string[];
  takenCount: number;
  notSmsCapable: string[];
  gone: string[];
}

const plural = (count: number, one: string, many: string) => (count === 1 ? `1 ${one}` : `${count} ${many}`);

/** In words, each with the numbers it is about; never nothing. */
export function syncLines(found: FoundNumbers): { words: string; numbers: string[] }[] {
  const { dryRun, added, changed, taken, takenCount, notSmsCapable, gone } = found;
  const changedNumbers = changed.map(({ phoneNumber }) => phoneNumber);
  const lines = [
    {
      count: added.length,
      words: `${plural(added.length, 'number', 'numbers')} ${dryRun ? 'to add' : 'added'}`,
      numbers: added,
    },
    {
      count: changed.length,
      words: `${plural(changed.length, 'number', 'numbers')} whose texts are ${dryRun ? 'to be switched on or off' : 'now as at the provider'}`,
      numbers: changedNumbers,
    },
    {
      count: takenCount,
      words: `${plural(takenCount, 'number belongs', 'numbers belong')} to others here`,
      numbers: taken,
    },
    {
      count: notSmsCapable.length,
      words: `${notSmsCapable.length} cannot send texts, and are left out`,
      numbers: notSmsCapable,
    },
    { count: gone.length, words: `${gone.length} of yours are not in the account any more`, numbers: gone },
  ]
    .filter(({ count }) => count > 0)
    .map(({ words, numbers }) => ({ words, numbers }));
  return lines.length > 0 ? lines : [{ words: 'Everything is as it is at the provider.', numbers: [] }];
}
