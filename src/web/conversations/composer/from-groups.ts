import type { ItemOf } from '../../api/operations';
import { phoneLabel } from '../../words/labels';

type OurNumber = ItemOf<'GET /phone-numbers'>;

/** Numbers by what they belong to, as a choice shows them; each stands in the first group that it fits. */
export interface NumberGroup {
  group: string;
  items: { value: string; label: string }[];
}

/** @param current the conversation's number, which is a choice even when it is not one of ours any more */
export function fromGroups(numbers: readonly OurNumber[], current: string, campaignId: string): NumberGroup[] {
  const groups: Record<string, OurNumber[]> = { campaign: [], agents: [], all: [] };
  for (const number of numbers) {
    if (number.campaignId !== null && number.campaignId === campaignId) groups.campaign!.push(number);
    else if (number.agentId !== null) groups.agents!.push(number);
    else groups.all!.push(number);
  }
  const item = ({ phoneNumber, label }: { phoneNumber: string; label: string }) => ({
    value: phoneNumber,
    label: label === '' ? phoneLabel(phoneNumber) : `${phoneLabel(phoneNumber)} ${label}`,
  });
  const known = numbers.some(({ phoneNumber }) => phoneNumber === current);
  return [
    { group: 'This conversation', items: known ? [] : [{ value: current, label: phoneLabel(current) }] },
    { group: "The campaign's", items: groups.campaign!.map(item) },
    { group: "Agents'", items: groups.agents!.map(item) },
    { group: 'All others', items: groups.all!.map(item) },
  ].filter(({ items }) => items.length > 0);
}
