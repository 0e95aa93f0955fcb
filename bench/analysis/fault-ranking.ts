// Which variant stays up best over the faults that all of them met.
import type {
  FaultCell,
  FaultFigures,
  FaultRank,
  FaultsReport,
} from '../../reports/schema/faults.ts';
import { mean } from '../stats/descriptive.ts';
import { buildMeanInterval } from './fault-shares.ts';
import { fewestGroups } from './verdict.ts';

/** The fault that breaks nothing. */
const controlId = 'control';

/**
 * Ranks the variants that have right data under every fault by the mean of their availability from the injection on,
 * over the faults that each of them met: a variant without Redis has neither survived nor failed a Redis that is
 * gone. The control is no fault. Whether one is clearly behind the first is judged by the differences of single
 * groups (t interval on their mean above 0, from 3 groups on); the first was chosen for being first, so a lead
 * that is barely clear may be luck.
 */
export function rankUnderFaults(
  cells: readonly FaultCell[],
): Pick<FaultsReport, 'commonFaultIds' | 'ranking'> {
  const byVariant = Map.groupBy(cells, ({ variantId }) => variantId);
  const ranked = [...byVariant].filter(
    ([, own]) =>
      own.some(({ figures }) => figures !== null) &&
      own.every(({ figures, voidAudit }) => (figures?.audit ?? voidAudit)?.status !== 'violated'),
  );
  const commonFaultIds = [...new Set(cells.map(({ faultId }) => faultId))].filter(
    (id) => id !== controlId && ranked.every(([, own]) => find(own, id) !== undefined),
  );
  if (ranked.length === 0 || commonFaultIds.length === 0) return { commonFaultIds, ranking: [] };
  const scores = ranked
    .map(([variantId, own]) => scoreOf(variantId, own, commonFaultIds))
    .toSorted((a, b) => b.ratio - a.ratio);
  return { commonFaultIds, ranking: scores.map((score) => toRank(score, scores[0] ?? score)) };
}

interface Score {
  readonly variantId: string;
  readonly ratio: number;
  /** Means over the faults by group; undefined where the cells have not the same groups. */
  readonly perGroup: readonly number[] | undefined;
}

function find(own: readonly FaultCell[], faultId: string): FaultFigures | undefined {
  return own.find((cell) => cell.faultId === faultId)?.figures ?? undefined;
}

function scoreOf(variantId: string, own: readonly FaultCell[], faultIds: readonly string[]): Score {
  const shares = faultIds.flatMap((id) => find(own, id)?.availability ?? []);
  const groups = new Set(shares.map(({ perGroup }) => perGroup.length));
  const [count = 0] = groups;
  const perGroup = Array.from(
    { length: count },
    (_, group) => mean(shares.flatMap((share) => share.perGroup[group] ?? [])) ?? 0,
  );
  return {
    variantId,
    ratio: mean(shares.map(({ ratio }) => ratio)) ?? 0,
    perGroup: groups.size === 1 ? perGroup : undefined,
  };
}

function toRank({ variantId, ratio, perGroup }: Score, best: Score): FaultRank {
  const interval = perGroup === undefined ? null : buildMeanInterval(perGroup, 0, 1);
  const isComparable =
    perGroup !== undefined &&
    best.perGroup?.length === perGroup.length &&
    perGroup.length >= fewestGroups;
  const behind = isComparable
    ? buildMeanInterval(
        perGroup.map((own, group) => (best.perGroup?.[group] ?? 0) - own),
        -1,
        1,
      )
    : null;
  return { variantId, ratio, interval, isClearlyBehind: behind !== null && behind.low > 0 };
}
