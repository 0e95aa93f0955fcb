// Void groups of one reason told together: twelve lines of one cause would hide the others.
import type { Phrase } from '../document/phrase.ts';
import type { ResultDocument } from '../document/result.ts';
import { noFigure } from './quantity.ts';

export interface VoidGroups {
  readonly count: number;
  /** Numbers of the groups from 1, `1, 2, 5`; above eight the rest is `…`. */
  readonly groups: string;
  readonly reason: string;
  readonly reasonSaid: Phrase | undefined;
}

const listedGroups = 8;

/** One entry a reason, in the order in which they first occurred. */
export function listVoidGroups({ groups }: Pick<ResultDocument, 'groups'>): readonly VoidGroups[] {
  const found = groups.filter(({ status }) => status === 'void');
  const byReason = Map.groupBy(found, ({ voidReason }) => voidReason ?? noFigure);
  return [...byReason].map(([reason, same]) => {
    const numbers = same.map(({ index }) => String(index + 1));
    const shown = numbers.slice(0, listedGroups);
    const groups = [...shown, ...(numbers.length > shown.length ? ['…'] : [])].join(', ');
    return { count: same.length, groups, reason, reasonSaid: same[0]?.voidReasonSaid };
  });
}
