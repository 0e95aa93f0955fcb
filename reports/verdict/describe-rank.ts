// How a variant stands, in a word or a heading.
import type { VerdictKind } from '../document/result.ts';
import type { Rank } from '../figures/rank.ts';
import type { Localized, Messages } from '../language/catalogue.ts';

/** @param moreGroups that would probably decide it; null where it is not known */
export function nameRank(
  rank: Rank | VerdictKind,
  moreGroups: number | null = null,
): (messages: Messages) => string {
  return ({ table }) =>
    rank === 'inconclusive' && moreGroups !== null
      ? table.undecidedYet({ moreGroups })
      : table.rank[rank];
}

/** Over the rows of those that stand so. @param margin what counts as equivalent, as text */
export function titleGroup(rank: Rank, margin: string): Localized {
  return ({ table }) => {
    const title = table.groupTitle[rank];
    return typeof title === 'string' ? title : title({ margin });
  };
}
