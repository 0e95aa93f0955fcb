// Which variant stays up best over the faults that all of them met.
import type { FaultExclusion, FaultRank, FaultsReport } from '../../../reports/document/faults.ts';
import { mean } from '../../stats/descriptive.ts';
import { findExclusions } from '../exclusion.ts';
import { type ByGroup, buildMeanInterval, compareByGroup } from '../pairs/differences.ts';
import { overallAlpha } from '../pairs/judgement-level.ts';
import { correctPValues } from '../pairs/multiplicity.ts';
import type { GroupedCell } from './cells.ts';

/** The fault that breaks nothing. */
export const controlId = 'control';

/**
 * Ranks the variants that have right data under every fault by the mean of their availability from the injection on,
 * over the faults that each of them met: a variant without Redis has neither survived nor failed a Redis that is
 * gone. The control is no fault. Whether one is clearly behind the first is judged by the sign-flip p-value of the
 * differences of single groups, paired by their numbers: what a fault does may be a matter of chance, so that three
 * groups in which it went well for one and badly for another show nothing (p is at least .25). The first was chosen
 * for being first, so every pair of variants is a question that was asked: p-values are Holm's over all of them, and
 * where all variants are equal anyone is called clearly behind in at most 5 % of the runs.
 */
export function rankUnderFaults(
  cells: readonly GroupedCell[],
): Pick<FaultsReport, 'commonFaultIds' | 'ranking' | 'excluded'> {
  const byVariant = [...Map.groupBy(cells, ({ cell }) => cell.variantId)];
  const excluded = byVariant.flatMap(([variantId, own]): readonly FaultExclusion[] => {
    const exclusions = findExclusions({
      measured: own.filter(({ cell: { figures } }) => figures !== null).length,
      wrongUnder: own.flatMap(({ cell: { figures, voidAudit, faultId } }) =>
        (figures?.audit ?? voidAudit)?.status === 'violated' ? [faultId] : [],
      ),
    });
    return exclusions.map((exclusion) => ({ variantId, ...exclusion }));
  });
  const excludedIds = new Set(excluded.map(({ variantId }) => variantId));
  const ranked = byVariant.filter(([variantId]) => !excludedIds.has(variantId));
  const commonFaultIds = [...new Set(cells.map(({ cell }) => cell.faultId))].filter(
    (id) => id !== controlId && ranked.every(([, own]) => find(own, id) !== undefined),
  );
  const known = { commonFaultIds, ...(excluded.length > 0 && { excluded }) };
  if (ranked.length === 0 || commonFaultIds.length === 0) return { ...known, ranking: [] };
  const scores = ranked
    .map(([variantId, own]) => scoreOf(variantId, own, commonFaultIds))
    .toSorted((a, b) => b.ratio - a.ratio);
  const behind = findClearlyBehind(scores);
  return { ...known, ranking: scores.map((score) => toRank(score, behind)) };
}

interface Score {
  readonly variantId: string;
  readonly ratio: number;
  /** Means over the faults, of the groups that met all of them. */
  readonly byGroup: ByGroup;
  /** True where a group met one of the faults and not another. */
  readonly hasGaps: boolean;
}

interface MetFault {
  /** Availability over all groups, and of each. */
  readonly ratio: number;
  readonly byGroup: ByGroup;
}

function find(own: readonly GroupedCell[], faultId: string): MetFault | undefined {
  const found = own.find(({ cell }) => cell.faultId === faultId);
  const availability = found?.cell.figures?.availability;
  if (found === undefined || availability === undefined) return undefined;
  const { ratio, perGroup } = availability;
  return { ratio, byGroup: new Map(found.groups.map((group, at) => [group, perGroup[at] ?? 0])) };
}

function scoreOf(
  variantId: string,
  own: readonly GroupedCell[],
  faultIds: readonly string[],
): Score {
  const met = faultIds.flatMap((id) => find(own, id) ?? []);
  const groups = [...new Set(met.flatMap(({ byGroup }) => [...byGroup.keys()]))];
  const whole = groups.filter((group) => met.every(({ byGroup }) => byGroup.has(group)));
  const meanOf = (group: number) => mean(met.map(({ byGroup }) => byGroup.get(group) ?? 0)) ?? 0;
  return {
    variantId,
    ratio: mean(met.map(({ ratio }) => ratio)) ?? 0,
    byGroup: new Map(whole.map((group) => [group, meanOf(group)])),
    hasGaps: whole.length < groups.length,
  };
}

/** Ids of the variants whose difference from the first holds among all pairs. @param scores the best first */
function findClearlyBehind(scores: readonly Score[]): ReadonlySet<string> {
  const pairs = scores.flatMap((better, index) =>
    scores.slice(index + 1).map((other) => {
      const found = compareByGroup(better.byGroup, other.byGroup);
      return { isOfFirst: better === scores[0], other, found };
    }),
  );
  // A pair without a common group is a question, too.
  const adjusted = correctPValues(pairs, ({ found }) => found?.pValue ?? 1);
  const clear = pairs.filter(
    ({ isOfFirst, found }, index) =>
      isOfFirst && (found?.mean ?? 0) > 0 && (adjusted[index] ?? 1) <= overallAlpha,
  );
  return new Set(clear.map(({ other }) => other.variantId));
}

function toRank(
  { variantId, ratio, byGroup, hasGaps }: Score,
  behind: ReadonlySet<string>,
): FaultRank {
  const interval = hasGaps ? null : buildMeanInterval([...byGroup.values()], 0, 1);
  return { variantId, ratio, interval, isClearlyBehind: behind.has(variantId) };
}
