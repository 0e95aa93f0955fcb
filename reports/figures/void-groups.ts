// Void groups of one kind of reason told together: twelve lines of one cause would hide the others.
import type { Message } from '../document/message.ts';
import { nameKind, quoteText } from '../document/messages/message.ts';
import type { ResultDocument } from '../document/result.ts';
import { noFigure } from './quantity.ts';

export interface VoidGroups {
  readonly count: number;
  /** Numbers of the groups from 1, `1, 2, 5`; above eight the rest is `…`. */
  readonly groups: string;
  readonly reason: Message;
  /** Number of the group whose figures the reason has; `none` where all have the same. */
  readonly figuresOf: string;
}

const listedGroups = 8;

/** One entry a kind of reason, in the order in which they first occurred. */
export function listVoidGroups({ groups }: Pick<ResultDocument, 'groups'>): readonly VoidGroups[] {
  const found = groups.filter(({ status }) => status === 'void');
  const reasonOf = ({ voidReason }: (typeof found)[number]) => voidReason ?? quoteText(noFigure);
  const byReason = Map.groupBy(found, (group) => nameKind(reasonOf(group)));
  return [...byReason.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    const numbers = same.map(({ index }) => String(index + 1));
    const shown = numbers.slice(0, listedGroups);
    const groups = [...shown, ...(numbers.length > shown.length ? ['…'] : [])].join(', ');
    const reason = reasonOf(first);
    const isVaried = same.some((group) => reasonOf(group).text !== reason.text);
    return [
      {
        count: same.length,
        groups,
        reason,
        figuresOf: isVaried ? String(first.index + 1) : 'none',
      },
    ];
  });
}
