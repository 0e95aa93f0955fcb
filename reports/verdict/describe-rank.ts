// How a variant stands, in a word.
import type { VerdictKind } from '../document/result.ts';
import type { Rank } from '../figures/rank.ts';
import type { Messages } from '../language/catalogue.ts';

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
