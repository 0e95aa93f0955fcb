// The capacity within an SLO from the slices of a search: one figure a group, its interval, and the ratio to the baseline's.

import type { CapacityGroup, SloCapacity } from '../../../reports/document/slo-capacity.ts';
import type { SweepSliceRecord } from '../../measurement/records.ts';
import { findCapacity, type SearchTrial } from '../../plan/capacity-search.ts';
import type { SweepTarget } from '../../plan/sweep-search.ts';
import { median } from '../../stats/descriptive.ts';
import { isConserved } from '../checks/request-checks.ts';
import {
  buildInterval,
  fewestGroups,
  judgePairs,
  type PairedJudgement,
} from '../pairs/comparison.ts';
import { fixedLevel, type JudgementLevel } from '../pairs/judgement-level.ts';
import { adjustJudgements } from '../pairs/multiplicity.ts';
import { computeLogRatio } from '../pairs/pairing.ts';
import { meetsSlo, type SweepPoint, type SweepSlo } from './curve.ts';
import { buildSweepPoints } from './points.ts';

/** By what a slice of a search is judged. */
export interface SearchRule {
  readonly slo: SweepSlo;
  /** CPU of the load generator above which a slice that failed says nothing of the service. */
  readonly generatorCpuRatio: number;
}

export interface JudgedSlice extends SearchTrial {
  readonly slice: SweepSliceRecord;
  /** Undefined where the requests do not add up. */
  readonly point: SweepPoint | undefined;
}

/** The slices of one variant and scenario, group by group, each judged beside those of its group alone. */
export function judgeSearchSlices(
  slices: readonly SweepSliceRecord[],
  rule: SearchRule,
): ReadonlyMap<number, readonly JudgedSlice[]> {
  const byGroup = Map.groupBy(slices, ({ group }) => group);
  return new Map([...byGroup].map(([group, own]) => [group, judgeGroup(own, rule)]));
}

function judgeGroup(slices: readonly SweepSliceRecord[], rule: SearchRule): readonly JudgedSlice[] {
  const ordered = slices.toSorted((a, b) => a.position - b.position);
  const points = buildSweepPoints(ordered)[Symbol.iterator]();
  return ordered.map((slice): JudgedSlice => {
    const point: SweepPoint | undefined = isConserved(slice) ? points.next().value : undefined;
    const { variantId, rateRps } = slice;
    return { variantId, rateRps, slice, point, outcome: judgeSlice(slice, point, rule) };
  });
}

function judgeSlice(
  { generatorCpuRatio }: SweepSliceRecord,
  point: SweepPoint | undefined,
  rule: SearchRule,
): SearchTrial['outcome'] {
  if (point === undefined) return 'void';
  const { saturated, latencyP99Us, successRatio } = point;
  if (!saturated && meetsSlo(latencyP99Us, successRatio, rule.slo)) return 'met';
  return (generatorCpuRatio ?? 0) > rule.generatorCpuRatio ? 'void' : 'failed';
}

/** What the slices of one group come to. @param target what the search of the variant began from */
export function estimateCapacity(
  group: number,
  judged: readonly JudgedSlice[],
  target: Pick<SweepTarget, 'capacityRps' | 'mostRps'>,
): CapacityGroup {
  const { status, rateRps = null, contradictions } = findCapacity(target, judged);
  const ratesOf = (outcome: SearchTrial['outcome']) =>
    judged.flatMap((one) => (one.outcome === outcome ? [one.rateRps] : []));
  const [kept, failed] = [ratesOf('met'), ratesOf('failed')];
  return {
    ...{ group, status, rateRps },
    highestMetRps: kept.length > 0 ? Math.max(...kept) : null,
    lowestFailedRps: failed.length > 0 ? Math.min(...failed) : null,
    contradictions,
    rates: judged.map(({ slice, point, rateRps: triedRps, outcome }) => ({
      ...{ position: slice.position, rateRps: triedRps, outcome },
      latencyP99Us: point?.latencyP99Us ?? null,
      successRatio: point?.successRatio ?? null,
      saturated: point?.saturated ?? false,
    })),
  };
}

/** Median of what earlier groups found; undefined where none did. */
export function findEarlierCapacity(groups: readonly CapacityGroup[]): number | undefined {
  return median(groups.flatMap(({ rateRps }) => rateRps ?? []));
}

/** One variant under one scenario. */
export interface SearchedVariant {
  readonly scenario: string;
  readonly variantId: string;
  readonly isBaseline: boolean;
  /**
   * Why it is not compared: what tells it from the baseline is not exercised, so that its ratio is chance, or its
   * answers are wrong. Undefined: it is.
   */
  readonly withheld: 'not-exercised' | 'not-judged' | undefined;
  readonly groups: readonly CapacityGroup[];
}

/**
 * Capacities with their intervals and, of variants but the baseline, the ratio of capacities: paired within the
 * groups, judged like any other figure, and corrected over all variants × scenarios of the sweep (Holm). A variant
 * with a group beyond the rates that could be tried has neither: leaving such groups out would take the best or
 * the worst of its launches away. Groups whose slices contradict each other are left out, up to a third.
 * @returns in the order of the variants
 */
export function judgeCapacities(
  variants: readonly SearchedVariant[],
  {
    toleranceRatio,
    groupsValid,
  }: { readonly toleranceRatio: number; readonly groupsValid: number },
): readonly SloCapacity[] {
  const level = fixedLevel(groupsValid);
  const heads = variants.map(({ groups }) => summarize(groups, level));
  const margin = Math.log(1 + toleranceRatio);
  const compared = variants.filter(
    ({ isBaseline, withheld }) => !isBaseline && withheld === undefined,
  );
  const familySize = Math.max(1, compared.length);
  const rule = { margin, higherIsBetter: true, level, familySize } as const;
  const judged = compared.map((variant): PairedJudgement => {
    const isHere = ({ isBaseline, scenario }: SearchedVariant) =>
      isBaseline && scenario === variant.scenario;
    const baseline = variants.find(isHere);
    const isKnown = [variant, baseline].every(
      (one) => one !== undefined && summarize(one.groups, level).status === 'estimated',
    );
    return judgePairs(isKnown ? pairCapacities(baseline?.groups ?? [], variant.groups) : [], rule);
  });
  const adjusted = new Map(
    adjustJudgements(judged, level).map((one, index) => [compared[index], one] as const),
  );
  return variants.flatMap((variant, index): readonly SloCapacity[] => {
    const head = heads[index];
    if (head === undefined) return [];
    if (variant.isBaseline) return [head];
    const comparison = adjusted.get(variant) ?? {
      ...judgePairs([], rule),
      verdict: variant.withheld ?? 'not-judged',
    };
    return [{ ...head, comparison }];
  });
}

/** ln(variant ÷ baseline) of each group in which both have one. */
function pairCapacities(
  baseline: readonly CapacityGroup[],
  variant: readonly CapacityGroup[],
): readonly number[] {
  const byGroup = new Map(baseline.map(({ group, rateRps }) => [group, rateRps]));
  return variant.flatMap(
    ({ group, rateRps }) =>
      computeLogRatio(rateRps ?? undefined, byGroup.get(group) ?? undefined) ?? [],
  );
}

/** A greater share of groups without a figure leaves none for the variant. */
const mostUnsettledRatio = 1 / 3;

function summarize(
  groups: readonly CapacityGroup[],
  level: JudgementLevel,
): Omit<SloCapacity, 'comparison'> {
  const status = chooseStatus(groups);
  const none = { rateRps: null, lowerRps: null, upperRps: null, boundRps: null } as const;
  const head = { status, ...none, confidence: 1 - level.nominalAlpha, groups };
  if (status === 'above') return { ...head, boundRps: boundOf(groups, 'above') };
  if (status === 'below') return { ...head, boundRps: boundOf(groups, 'below') };
  if (status === 'unsettled') return head;
  const known = groups.flatMap(({ rateRps }) => rateRps ?? []);
  const interval = buildInterval(known.map(Math.log), level);
  // Fewer launches than this have an interval only in name: the t of two groups reaches from nothing to everything.
  const isEnough = known.length >= fewestGroups;
  return {
    ...head,
    rateRps: interval === undefined ? (known[0] ?? null) : Math.exp(interval.estimate),
    lowerRps: interval !== undefined && isEnough ? Math.exp(interval.lower) : null,
    upperRps: interval !== undefined && isEnough ? Math.exp(interval.upper) : null,
  };
}

function chooseStatus(groups: readonly CapacityGroup[]): SloCapacity['status'] {
  const count = (status: CapacityGroup['status']) =>
    groups.filter((one) => one.status === status).length;
  const [above, below] = [count('above'), count('below')];
  if (above > 0 && below > 0) return 'unsettled';
  if (above > 0) return 'above';
  if (below > 0) return 'below';
  const estimated = count('estimated');
  const isSettled =
    estimated > 0 && groups.length - estimated <= mostUnsettledRatio * groups.length;
  return isSettled ? 'estimated' : 'unsettled';
}

/** The bound that holds in all groups, those with a figure of their own too. */
function boundOf(groups: readonly CapacityGroup[], status: 'above' | 'below'): number | null {
  const bounds = groups.flatMap((one) => {
    if (one.status === 'estimated') return one.rateRps ?? [];
    if (one.status !== status) return [];
    return (status === 'above' ? one.highestMetRps : one.lowestFailedRps) ?? [];
  });
  if (bounds.length === 0) return null;
  return status === 'above' ? Math.min(...bounds) : Math.max(...bounds);
}
