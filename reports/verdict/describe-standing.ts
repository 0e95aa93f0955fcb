// How a variant stands, in a word or a heading.
import type { VerdictKind } from '../document/result.ts';
import type { Standing } from '../figures/standing.ts';
import type { Localized, Messages } from '../language/catalogue.ts';

/** @param moreGroups that would probably decide it; null where it is not known */
export function nameStanding(
  standing: Standing | VerdictKind,
  moreGroups: number | null = null,
): (messages: Messages) => string {
  return ({ table }) =>
    standing === 'inconclusive' && moreGroups !== null
      ? table.undecidedYet({ moreGroups })
      : table.standing[standing];
}

/** Over the rows of those that stand so. @param margin what counts as equivalent, as text */
export function titleGroup(standing: Standing, margin: string): Localized {
  return ({ table }) => {
    const title = table.groupTitle[standing];
    return typeof title === 'string' ? title : title({ margin });
  };
}
