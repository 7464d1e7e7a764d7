const LONGEST = 40;

/** A key that a question can go by, from its longest words: "Do you have dental insurance?" gives `dental_insurance`. */
export function suggestedKey(question: string, taken: readonly string[]): string {
  const words = question
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word.length > 3 && !COMMON.has(word));
  const key = words.slice(-2).join('_').slice(0, LONGEST) || 'question';
  let free = key;
  for (let count = 2; taken.includes(free); count++) free = `${key}_${count}`;
  return free;
}

const COMMON = new Set(['have', 'what', 'when', 'where', 'which', 'your', 'does', 'would', 'like', 'with', 'there']);
