// Divides a time among several runs: by priority which of them it holds, then groups for each.

/** A run that wants groups. */
export interface TimeTaker {
  readonly id: string;
  /** Where the time does not hold all, the highest numbers are left out first. */
  readonly priority: number;
  /** With fewer groups it is better left out. */
  readonly leastGroups: number;
  /** No fewer than the least. */
  readonly mostGroups: number;
  /** Expected ms of so many groups, setup included; grows with the groups. */
  readonly estimateMs: (groups: number) => number;
}

/**
 * Groups by id; one that is not in it is left out. A run is taken in where the time holds its least groups beside the
 * least of those taken before it (by priority, then in the order given). Then groups are added one by one where the
 * share of what is wanted is lowest, as long as the time holds another one.
 * @param budgetMs for all of them
 */
export function divideTime(
  takers: readonly TimeTaker[],
  budgetMs: number,
): ReadonlyMap<string, number> {
  const groups = new Map<string, number>();
  const taken: TimeTaker[] = [];
  let spentMs = 0;
  for (const taker of takers.toSorted((a, b) => a.priority - b.priority)) {
    const leastMs = taker.estimateMs(taker.leastGroups);
    if (spentMs + leastMs > budgetMs) continue;
    spentMs += leastMs;
    taken.push(taker);
    groups.set(taker.id, taker.leastGroups);
  }
  let open = taken;
  for (;;) {
    const next = findNeediest(open, groups);
    if (next === undefined) return groups;
    const now = groups.get(next.id) ?? 0;
    const moreMs = next.estimateMs(now + 1) - next.estimateMs(now);
    if (now + 1 > next.mostGroups || spentMs + moreMs > budgetMs) {
      open = open.filter((one) => one !== next);
      continue;
    }
    spentMs += moreMs;
    groups.set(next.id, now + 1);
  }
}

function findNeediest(
  takers: readonly TimeTaker[],
  groups: ReadonlyMap<string, number>,
): TimeTaker | undefined {
  const shareOf = ({ id, mostGroups }: TimeTaker) => (groups.get(id) ?? 0) / mostGroups;
  return takers.toSorted((a, b) => shareOf(a) - shareOf(b))[0];
}
