// Void groups of one reason told together: twelve lines of one cause would hide the others.
import type { Message } from '../document/message.ts';
import { quoteText } from '../document/messages/message.ts';
import type { ResultDocument } from '../document/result.ts';
import { noFigure } from './quantity.ts';

export interface VoidGroups {
  readonly count: number;
  /** Numbers of the groups from 1, `1, 2, 5`; above eight the rest is `…`. */
  readonly groups: string;
  readonly reason: Message;
}

const listedGroups = 8;

/** One entry a reason, in the order in which they first occurred. */
export function listVoidGroups({ groups }: Pick<ResultDocument, 'groups'>): readonly VoidGroups[] {
  const found = groups.filter(({ status }) => status === 'void');
  const byReason = Map.groupBy(found, ({ voidReason }) => voidReason?.text ?? noFigure);
  return [...byReason].map(([text, same]) => {
    const numbers = same.map(({ index }) => String(index + 1));
    const shown = numbers.slice(0, listedGroups);
    const groups = [...shown, ...(numbers.length > shown.length ? ['…'] : [])].join(', ');
    return { count: same.length, groups, reason: same[0]?.voidReason ?? quoteText(text) };
  });
}
