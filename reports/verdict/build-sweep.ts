// What a sweep says of its rates and curves, as messages.

import type {
  SweepCurvePoint,
  SweepCurveResult,
  SweepDocument,
  SweepScenarioResult,
} from '../document/sweep.ts';
import { formatLatency, formatNumber, formatShare } from '../figures/quantity.ts';
import type { Localized, Messages } from '../language/catalogue.ts';
import { tellCheck } from '../language/tell.ts';

type RateStatus = keyof Messages['sweep']['rateStatus'];

/** What a rate had to keep to be called good. */
export function describeSlo({ slo, sliceMs, arrivals, run, search }: SweepDocument): Localized {
  const p99 = slo.latencyP99Us === null ? undefined : formatLatency(slo.latencyP99Us);
  const facts = {
    ...{ p99, hasP99: p99 !== undefined, success: formatShare(slo.successRatio), arrivals },
    seconds: String(sliceMs / 1000),
    // What a search takes over the groups is said beside its figures.
    basis: search !== undefined ? 'search' : run.groupsValid === 1 ? 'one' : 'groups',
  };
  return (m) => m.sweep.slo(facts);
}

/** Why nothing may be concluded, a sentence for each check that failed; empty where the sweep is valid. */
export function describeInvalid({ validity }: SweepDocument): readonly Localized[] {
  if (validity.status === 'valid') return [];
  const failed = validity.checks.filter(({ status }) => status === 'failed');
  return failed.map(
    (check): Localized =>
      (m) =>
        m.sweep.invalid({ reason: tellCheck(check)(m) }),
  );
}

/**
 * The highest rate that any variant of a scenario kept, and whose it is: of right answers, and of what the scenario
 * exercises. It describes, as the curves do.
 */
export function describeBest(
  { slo, scenarios, variants, validity }: SweepDocument,
  { scenario, curves }: SweepScenarioResult,
): Localized {
  if (validity.status === 'invalid') return (m) => m.sweep.noConclusion;
  const labelOf = (id: string) => variants.find((one) => one.id === id)?.label ?? id;
  const kept = curves.flatMap(({ variantId, wrongBodies, isExercised = true, withinSlo }) => {
    const { highestMetRps: rate } = withinSlo;
    return wrongBodies > 0 || !isExercised || rate === null ? [] : [{ variantId, rate }];
  });
  const most = Math.max(...kept.map(({ rate }) => rate));
  const best = kept.filter(({ rate }) => rate === most).map(({ variantId }) => variantId);
  const baseline = kept.find(({ variantId }) =>
    variants.some(({ id, isBaseline }) => isBaseline && id === variantId),
  );
  const facts = {
    ...{ hasLatencyLimit: slo.latencyP99Us !== null, scenario, isOnly: scenarios.length === 1 },
    hasOther: baseline !== undefined && !best.includes(baseline.variantId),
    ...{ rate: formatNumber(most), baselineRate: formatNumber(baseline?.rate ?? 0) },
    labels: best.map(labelOf),
  };
  return (m) => (kept.length === 0 ? m.sweep.bestNone(facts) : m.sweep.best(facts));
}

/** The knee, and the rates tried next to it. */
export function describeKnee({ knee }: SweepCurveResult): Localized {
  if (knee === null) return (m) => m.sweep.kneeOutside;
  const facts = {
    ...{ rate: formatNumber(knee.rateRps), p99: formatLatency(knee.latencyP99Us) },
    ...{ low: formatNumber(knee.lowRps), high: formatNumber(knee.highRps) },
  };
  return (m) => m.sweep.knee(facts);
}

/** The highest good rate with its bracket and what the groups say alone. */
export function describeWithinSlo(
  { slo }: SweepDocument,
  { withinSlo }: SweepCurveResult,
): Localized {
  const { highestMetRps, lowestFailedRps } = withinSlo;
  const format = (rateRps: number | null) => (rateRps === null ? undefined : formatNumber(rateRps));
  const apart = withinSlo.perGroupRps.flatMap((rateRps) => rateRps ?? []);
  const hasFailed = lowestFailedRps !== null;
  const facts = {
    ...{ hasLatencyLimit: slo.latencyP99Us !== null, hasFailed, hasGroups: apart.length > 1 },
    ...{ highest: format(highestMetRps), lowestFailed: format(lowestFailedRps) },
    ...{ least: formatNumber(Math.min(...apart)), most: formatNumber(Math.max(...apart)) },
  };
  return ({ sweep: m }) => {
    if (highestMetRps !== null) return m.highest(facts);
    return hasFailed ? m.highestNone(facts) : m.highestUnknown(facts);
  };
}

/** A rate in a word or three. */
export function describeRateStatus(point: SweepCurvePoint, document: SweepDocument): Localized {
  const status = readRateStatus(point, document);
  return (m) => m.sweep.rateStatus[status];
}

function readRateStatus(point: SweepCurvePoint, { slo, validity }: SweepDocument): RateStatus {
  if (validity.status === 'invalid') return 'not-judged';
  if (point.saturated) return 'saturated';
  if (point.meetsSlo) return 'good';
  if (point.successRatio === null) return 'no-answer';
  return point.successRatio.median < slo.successRatio ? 'failures' : 'slow';
}
