// Whether what was measured was warm and steady: warm-up, hit ratios, trends, and what is to be said of them.

import type { Message } from '../../../reports/document/message.ts';
import { writeLoad } from '../../../reports/document/messages/load.ts';
import { writeMessage, writeName } from '../../../reports/document/messages/message.ts';
import type { Cell, Warning } from '../../../reports/document/result.ts';
import type {
  Steadiness,
  Trend,
  VariantSteadiness,
  WarmupSummary,
} from '../../../reports/document/steadiness.ts';
import type { WarmupRecord } from '../../measurement/records.ts';
import type { Phase } from '../../spec/experiment.ts';
import { median } from '../../stats/descriptive.ts';
import { describeLoad } from '../load-description.ts';
import { buildWarning } from '../warning.ts';
import type { CellMeasurement } from './cell-measurement.ts';
import type { MeasuredScenario } from './scenario-result.ts';
import { computeTimeToSteady, countWarmup, poolHits } from './time-to-steady.ts';
import { computeTrends } from './trend.ts';

/** The warm-ups of a scenario and load in the valid groups. */
type BlockWarmups = readonly WarmupRecord[];

/** The scenarios with the trends of their cells and a caveat for each that is one, judged as one family. */
export function addTrends(
  scenarios: readonly MeasuredScenario[],
  toleranceRatio: number,
): readonly MeasuredScenario[] {
  const trends = computeTrends(
    scenarios.map(({ input, cells }) => ({
      metric: input.load.load.kind === 'closed' ? 'throughputRps' : 'latencyP50Us',
      variants: cells.map(({ measurement }) => ({
        variantId: measurement.variant.id,
        isBaseline: measurement.variant.isBaseline,
        trials: measurement.trials.map(({ record }) => record),
        warmupRequests: countWarmup(input.warmups, measurement.variant.id),
      })),
    })),
    Math.log(1 + toleranceRatio),
  );
  return scenarios.map((scenario, index) => ({
    ...scenario,
    cells: scenario.cells.map((each, place) => {
      const own = trends[index]?.[place] ?? [];
      return { ...each, cell: withTrends(each.cell, own, scenario.input.experiment.phase) };
    }),
  }));
}

function withTrends(cell: Cell, trends: readonly Trend[], phase: Phase = 'warm'): Cell {
  const told = trends.filter(({ isTrend }) => isTrend);
  // Cold processes get faster: that is what is measured.
  const warnings = phase === 'cold' ? [] : told.map(warnOfTrend);
  return { ...cell, trends, warnings: [...cell.warnings, ...warnings] };
}

function warnOfTrend(trend: Trend): Warning {
  return buildWarning(findCode(trend), describeTrend(trend), advise(trend));
}

function findCode({ of, metric }: Trend): string {
  if (metric === 'cacheHitRatio') return 'CACHE_NOT_STEADY';
  return of === 'itself' ? 'TREND' : 'DIFFERENCE_NOT_STEADY';
}

function describeTrend(trend: Trend): Message {
  const { of, metric, growthRatio, growthLower, growthUpper, groups } = trend;
  const change = formatChange(growthRatio);
  const params = {
    groups,
    change: change.replace(/^[+−]/, ''),
    range: `[${formatChange(growthLower ?? growthRatio)}, ${formatChange(growthUpper ?? growthRatio)}]`,
  };
  const isUp = growthRatio > 1;
  if (metric === 'cacheHitRatio')
    return isUp ? writeMessage('trend-hits-up', params) : writeMessage('trend-hits-down', params);
  if (of === 'itself') {
    if (metric === 'throughputRps')
      return isUp
        ? writeMessage('trend-throughput-up', params)
        : writeMessage('trend-throughput-down', params);
    return isUp
      ? writeMessage('trend-latency-up', params)
      : writeMessage('trend-latency-down', params);
  }
  if (metric === 'throughputRps')
    return isUp ? writeMessage('trend-ratio-up', params) : writeMessage('trend-ratio-down', params);
  return isUp
    ? writeMessage('trend-latency-ratio-up', params)
    : writeMessage('trend-latency-ratio-down', params);
}

function advise({ of, metric, growthRatio, warmupRequests }: Trend): Message {
  if (warmupRequests !== null)
    return writeMessage('trend-advise-warmup', { requests: warmupRequests });
  const isSlowing = metric === 'latencyP50Us' ? growthRatio > 1 : growthRatio < 1;
  if (of === 'itself' && isSlowing && metric !== 'cacheHitRatio')
    return writeMessage('trend-advise-slowing');
  return writeMessage('trend-advise-unknown');
}

function formatChange(ratio: number): string {
  const percent = (ratio - 1) * 100;
  const digits = Math.abs(percent) < 10 ? 1 : 0;
  return `${percent < 0 ? '−' : '+'}${Math.abs(percent).toFixed(digits)}%`;
}

/**
 * A caveat where at least half of the valid groups were measured while still changing, or were not known to be steady
 * after a warm-up that its time limit ended in some of them: later groups are warmed as far as the first one came.
 * A number of requests that was asked for and sent is as meant; cold runs have no warm-up.
 */
export function warnOfWarmup({ input }: Pick<MeasuredScenario, 'input'>): readonly Warning[] {
  const { warmups, experiment, scenario, load, calibration } = input;
  const summary = summariseWarmups(warmups);
  if (summary === null || experiment.phase === 'cold') return [];
  const { groups, steadyGroups, changingGroups: changing, boundGroups } = summary;
  const described = describeLoad(scenario, load, calibration);
  const where = { scenario: writeName(scenario.name), load: writeLoad(described), groups };
  const isCut = boundGroups > 0;
  const advice = isCut
    ? writeMessage('advise-warmup-time')
    : writeMessage('advise-warmup-requests');
  if (changing > 0 && changing * 2 >= groups) {
    const message = writeMessage('warn-warmup-changing', { ...where, changing });
    return [buildWarning('WARMUP_NOT_STEADY', message, advice)];
  }
  const unknown = groups - steadyGroups;
  if (!isCut || unknown === 0 || unknown * 2 < groups) return [];
  const message = writeMessage('warn-warmup-unknown', { ...where, unknown, cut: boundGroups });
  return [buildWarning('WARMUP_NOT_STEADY', message, advice)];
}

/** What the document says of a scenario and load besides its trends; undefined where older records say nothing. */
export function describeSteadiness({ input, cells }: MeasuredScenario): Steadiness | undefined {
  const { warmups, experiment } = input;
  const { phase = 'warm', toleranceRatio } = experiment;
  const variants = cells.map(({ measurement }) =>
    describeVariant(measurement, warmups, phase, Math.log(1 + toleranceRatio)),
  );
  const isSilent = variants.every(({ hitRatioAtStart }) => hitRatioAtStart === null);
  if (phase === 'warm' && warmups.length === 0 && isSilent) return undefined;
  return { phase, warmup: summariseWarmups(warmups), variants };
}

function summariseWarmups(warmups: BlockWarmups): WarmupSummary | null {
  if (warmups.length === 0) return null;
  const count = (is: (warmup: WarmupRecord) => boolean): number => warmups.filter(is).length;
  const afterLoadGroups = count(({ afterLoads = [] }) => afterLoads.length > 0);
  return {
    groups: warmups.length,
    steadyGroups: count(({ trend }) => trend === 'steady'),
    changingGroups: count(({ trend }) => trend === 'changing'),
    boundGroups: count(({ endedBecause }) => endedBecause === 'bound'),
    ...(afterLoadGroups > 0 && { afterLoadGroups }),
    rounds: Math.round(median(warmups.map(({ rounds }) => rounds)) ?? 0),
  };
}

function describeVariant(
  { variant, trials }: CellMeasurement,
  warmups: BlockWarmups,
  phase: Phase,
  tolerance: number,
): VariantSteadiness {
  const records = trials.map(({ record }) => record);
  return {
    variantId: variant.id,
    warmupRequests: countWarmup(warmups, variant.id) ?? null,
    hitRatioAtStart: poolHits(records, 'cacheAtStart') ?? null,
    hitRatioAtEnd: poolHits(records, 'cacheAtEnd') ?? null,
    toSteady: (phase === 'cold' ? computeTimeToSteady(records, tolerance) : undefined) ?? null,
  };
}
