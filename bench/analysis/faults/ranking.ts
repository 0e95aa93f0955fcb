// Which variant stays up best over the faults that all of them met.
import type {
  FaultExclusion,
  FaultFigures,
  FaultRank,
  FaultsReport,
} from '../../../reports/document/faults.ts';
import { adjustByHolm } from '../../stats/adjusted-p-values.ts';
import { mean } from '../../stats/descriptive.ts';
import { computeSignFlipPValue } from '../../stats/sign-flip.ts';
import { findExclusions } from '../exclusion.ts';
import { overallAlpha } from '../pairs/judgement-level.ts';
import type { GroupedCell } from './cells.ts';
import { buildMeanInterval } from './comparison.ts';

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
  /** Means over the faults by the number of the group, of those that met all of them. */
  readonly perGroup: ReadonlyMap<number, number>;
  /** True where a group met one of the faults and not another. */
  readonly hasGaps: boolean;
}

interface MetFault {
  readonly availability: FaultFigures['availability'];
  readonly groups: readonly number[];
}

function find(own: readonly GroupedCell[], faultId: string): MetFault | undefined {
  const found = own.find(({ cell }) => cell.faultId === faultId);
  const availability = found?.cell.figures?.availability;
  return found && availability && { availability, groups: found.groups };
}

function scoreOf(
  variantId: string,
  own: readonly GroupedCell[],
  faultIds: readonly string[],
): Score {
  const met = faultIds.flatMap((id) => find(own, id) ?? []);
  const ratios = met.flatMap(({ availability, groups }) =>
    groups.map((group, index) => ({ group, ratio: availability.perGroup[index] ?? 0 })),
  );
  const byGroup = [...Map.groupBy(ratios, ({ group }) => group)];
  const whole = byGroup.filter(([, each]) => each.length === met.length);
  return {
    variantId,
    ratio: mean(met.map(({ availability }) => availability.ratio)) ?? 0,
    perGroup: new Map(
      whole.map(([group, each]) => [group, mean(each.map(({ ratio }) => ratio)) ?? 0]),
    ),
    hasGaps: whole.length < byGroup.length,
  };
}

/** Ids of the variants whose difference from the first holds among all pairs. @param scores the best first */
function findClearlyBehind(scores: readonly Score[]): ReadonlySet<string> {
  const pairs = scores.flatMap((better, index) =>
    scores.slice(index + 1).map((other) => {
      const differences = listDifferences(better, other);
      const p = computeSignFlipPValue(differences);
      return { better, other, p, isBehind: (mean(differences) ?? 0) > 0 };
    }),
  );
  const adjusted = adjustByHolm(pairs.map(({ p }) => p));
  const clear = pairs.filter(
    ({ better, isBehind }, index) =>
      better === scores[0] && isBehind && (adjusted[index] ?? 1) <= overallAlpha,
  );
  return new Set(clear.map(({ other }) => other.variantId));
}

function listDifferences(better: Score, other: Score): readonly number[] {
  return [...better.perGroup].flatMap(([group, ratio]) => {
    const others = other.perGroup.get(group);
    return others === undefined ? [] : ratio - others;
  });
}

function toRank(
  { variantId, ratio, perGroup, hasGaps }: Score,
  behind: ReadonlySet<string>,
): FaultRank {
  const interval = hasGaps ? null : buildMeanInterval([...perGroup.values()], 0, 1);
  return { variantId, ratio, interval, isClearlyBehind: behind.has(variantId) };
}
