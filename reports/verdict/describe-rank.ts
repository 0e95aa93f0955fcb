// How a variant stands, in a word.
import { findOutlook } from '../document/more-groups.ts';
import type { Comparison, VerdictKind } from '../document/result.ts';
import type { Rank } from '../figures/rank.ts';
import type { Messages } from '../language/catalogue.ts';

/** @param comparison that is open: what groups can do for it is said beside the word */
export function nameRank(
  rank: Rank | VerdictKind,
  comparison?: Comparison,
): (messages: Messages) => string {
  return ({ table }) => {
    const outlook = rank === 'inconclusive' ? findOutlook(comparison) : undefined;
    if (outlook?.kind === 'more-groups')
      return table.undecidedYet({ moreGroups: outlook.moreGroups });
    if (outlook?.kind === 'too-small') return table.undecidedTooSmall;
    return table.rank[rank];
  };
}
