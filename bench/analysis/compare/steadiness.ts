// Whether what was measured was warm and steady: warm-up, hit ratios, trends, and what is to be said of them.

import type { Message } from '../../../reports/document/message.ts';
import {
  joinMessages,
  quoteText,
  writeMessage,
  writeMetric,
  writeName,
} from '../../../reports/document/messages/message.ts';
import { metrics } from '../../../reports/document/metrics.ts';
import type { Cell, Warning } from '../../../reports/document/result.ts';
import type {
  Steadiness,
  Trend,
  VariantSteadiness,
  WarmupSummary,
} from '../../../reports/document/steadiness.ts';
import type { WarmupRecord } from '../../measurement/records.ts';
import { mostChange } from '../../measurement/warmup-change.ts';
import type { PlannedVariant } from '../../plan/plan.ts';
import type { Phase } from '../../spec/experiment.ts';
import { median } from '../../stats/descriptive.ts';
import { rankFailureReasons } from '../checked-answers.ts';
import { namePlace } from '../load-description.ts';
import { buildWarning } from '../warning.ts';
import type { CellMeasurement } from './cell-measurement.ts';
import type { MeasuredScenario } from './scenario-result.ts';
import { computeTimeToSteady, countWarmup, poolHits } from './time-to-steady.ts';
import { computeTrends, mostParts as trendParts } from './trend.ts';
import { poolWarmups } from './warmup-trend.ts';

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
  return scenarios.map((scenario, index) => {
    const { cells, input } = scenario;
    const own = cells.map((_, place) => trends[index]?.[place] ?? []);
    const common = findCommon(
      cells.map(({ measurement }, place) => [measurement, own[place] ?? []]),
    );
    return {
      ...scenario,
      cells: cells.map((each, place) => {
        const told = listTold(own[place] ?? [], common, input.experiment.phase);
        return { ...each, cell: withTrends(each.cell, own[place] ?? [], told) };
      }),
    };
  });
}

function withTrends(cell: Cell, trends: readonly Trend[], told: readonly Trend[]): Cell {
  return { ...cell, trends, warnings: [...cell.warnings, ...told.map(warnOfTrend)] };
}

/** Cold processes get faster, which is what is measured; what is common is told once (`warnOfCommonTrend`). */
function listTold(
  trends: readonly Trend[],
  common: CommonTrend | undefined,
  phase: Phase = 'warm',
): readonly Trend[] {
  if (phase === 'cold') return [];
  return trends.filter((trend) => trend.isTrend && common?.all.includes(trend) !== true);
}

/** A trend that the baseline shares with others: no trait of any of them. */
interface CommonTrend {
  readonly ofBaseline: Trend;
  /** The baseline's own and those of the variants that share it. */
  readonly all: readonly Trend[];
}

/** Shared by a variant whose own figure changes the same way, while its ratio to the baseline does not. */
function findCommon(
  cells: readonly (readonly [measurement: CellMeasurement, trends: readonly Trend[]])[],
): CommonTrend | undefined {
  const baseline = cells.find(([{ variant }]) => variant.isBaseline);
  const ofBaseline = baseline?.[1].find(isOwn);
  if (ofBaseline?.isTrend !== true) return undefined;
  const shared = cells.flatMap((cell) => {
    const own = cell[1].find(isOwn);
    if (cell === baseline || own?.isTrend !== true) return [];
    const isAlike = own.growthRatio > 1 === ofBaseline.growthRatio > 1;
    const isRatioSteady = cell[1].every((trend) => trend.of === 'itself' || !trend.isTrend);
    return isAlike && isRatioSteady ? [own] : [];
  });
  return shared.length === 0 ? undefined : { ofBaseline, all: [ofBaseline, ...shared] };
}

const isOwn = ({ of, metric }: Trend): boolean => of === 'itself' && metric !== 'cacheHitRatio';

/** One caveat of the scenario for what the baseline and others share. */
export function warnOfCommonTrend({ input, cells }: MeasuredScenario): readonly Warning[] {
  const common = findCommon(
    cells.map(({ measurement, cell }) => [measurement, cell.trends ?? []] as const),
  );
  if (common === undefined || input.experiment.phase === 'cold') return [];
  const { ofBaseline, all } = common;
  const { metric, groups } = ofBaseline;
  const message = writeMessage('warn-common-trend', {
    ...{ ...namePlace(input), groups, ...formatTrend(ofBaseline) },
    ...{ metric: writeMetric(metric, metrics[metric].name.en) },
    ...{ shared: all.length, all: cells.length },
  });
  return [buildWarning('COMMON_TREND', message, writeMessage('advise-common-trend'))];
}

function formatTrend({ growthRatio, growthLower, growthUpper }: Trend) {
  const range = `[${formatChange(growthLower ?? growthRatio)}, ${formatChange(growthUpper ?? growthRatio)}]`;
  return { change: formatChange(growthRatio), range };
}

function warnOfTrend(trend: Trend): Warning {
  return buildWarning(findCode(trend), describeTrend(trend), advise(trend));
}

function findCode({ of, metric }: Trend): string {
  if (metric === 'cacheHitRatio') return 'CACHE_NOT_STEADY';
  return of === 'itself' ? 'TREND' : 'DIFFERENCE_NOT_STEADY';
}

function describeTrend(trend: Trend): Message {
  const { of, metric, growthRatio, groups } = trend;
  const { change, range } = formatTrend(trend);
  const params = { groups, change: change.replace(/^[+−]/, ''), range };
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
 * A caveat where the groups together show a change (of older records: at least half of them), or are not known to be
 * steady after a warm-up that its time limit ended before the least number of requests: later groups are warmed as far as the
 * first one came.
 * A number of requests that was asked for and sent is as meant; cold runs have no warm-up.
 * How a rate changed in the last half of a warm-up does not tell how it goes on: logins end, caches are full. So what was
 * measured afterwards, about as many requests, decides where it can, and stands beside it where it can't.
 */
export function warnOfWarmup({
  input,
  cells,
}: Pick<MeasuredScenario, 'input' | 'cells'>): readonly Warning[] {
  const { warmups, experiment, variants } = input;
  const summary = summariseWarmups(warmups, findBaselineId(variants));
  if (summary === null || experiment.phase === 'cold') return [];
  const { groups, steadyGroups, changingGroups: changing, boundGroups } = summary;
  const where = { ...namePlace(input), groups };
  const isCut = boundGroups > 0;
  const advice = isCut
    ? writeMessage('advise-warmup-time')
    : writeMessage('advise-warmup-requests');
  const pooled = poolWarmups(warmups, findBaselineId(variants));
  if (areMeasuredSteady(cells, warmups)) return [];
  const open = pooled?.changes.find(
    ({ variantId, figure }) => !isMeasuredSteady(cells, warmups, variantId, figure),
  );
  if (open !== undefined) {
    const { variantId, figure, ...change } = open;
    const label = variants.find(({ id }) => id === variantId)?.label ?? variantId;
    const params = { ...where, variant: writeName(label), ...formatWarmupChange(figure, change) };
    const changed =
      figure === 'rate'
        ? writeMessage('warn-warmup-rate', params)
        : writeMessage('warn-warmup-hits', params);
    const message = joinMessages([changed, ...tellMeasured(cells, variantId, figure)]);
    return [buildWarning('WARMUP_NOT_STEADY', message, advice)];
  }
  if (pooled?.trend === 'steady' || pooled?.isRatioSteady === true) return [];
  if (pooled !== undefined) {
    const asked = experiment.warmup?.requests ?? Number.POSITIVE_INFINITY;
    const fewest = Math.min(...variants.map(({ id }) => countWarmup(warmups, id) ?? asked));
    // With all that was asked for, that the machine is too noisy to tell is no sign of cold services.
    if (!isCut || fewest >= asked) return [];
    const message = writeMessage('warn-warmup-open', { ...where, cut: boundGroups, fewest });
    return [buildWarning('WARMUP_NOT_STEADY', message, advice)];
  }
  if (changing > 0 && changing * 2 >= groups) {
    const message = writeMessage('warn-warmup-changing', { ...where, changing });
    return [buildWarning('WARMUP_NOT_STEADY', message, advice)];
  }
  const unknown = groups - steadyGroups;
  if (!isCut || unknown === 0 || unknown * 2 < groups) return [];
  const message = writeMessage('warn-warmup-unknown', { ...where, unknown, cut: boundGroups });
  return [buildWarning('WARMUP_NOT_STEADY', message, advice)];
}

/** The own trend of a variant while it was measured, in what its warm-up changed in. */
function findMeasured(
  cells: MeasuredScenario['cells'],
  variantId: string,
  figure: keyof typeof mostChange,
): Trend | undefined {
  const cell = cells.find(({ measurement }) => measurement.variant.id === variantId)?.cell;
  return cell?.trends?.find(
    ({ of, metric }) => of === 'itself' && (metric === 'cacheHitRatio') === (figure === 'hits'),
  );
}

/** True where each variant was surely steady while it was measured, in its rate and in its hits where it has any. */
function areMeasuredSteady(cells: MeasuredScenario['cells'], warmups: BlockWarmups): boolean {
  return cells.every(({ measurement: { variant } }) => {
    const hasHits = findMeasured(cells, variant.id, 'hits') !== undefined;
    const figures = hasHits ? (['rate', 'hits'] as const) : (['rate'] as const);
    return figures.every((figure) => isMeasuredSteady(cells, warmups, variant.id, figure));
  });
}

/** Of how many parts of the measured slices the first is set against the last, by the trend of the figure. */
const partsOf = { rate: trendParts, hits: 4 } as const satisfies Record<
  keyof typeof mostChange,
  number
>;

/**
 * True where a variant surely changed by less, while it was measured, than a steady one may while its requests double:
 * by the doublings that were measured, so that a short measurement after a long warm-up proves little.
 */
function isMeasuredSteady(
  cells: MeasuredScenario['cells'],
  warmups: BlockWarmups,
  variantId: string,
  figure: keyof typeof mostChange,
): boolean {
  const cell = cells.find(({ measurement }) => measurement.variant.id === variantId);
  const before = countWarmup(warmups, variantId);
  const measured = median(
    cell?.measurement.trials.map(({ record: { counts } }) => counts.succeeded) ?? [],
  );
  const { growthLower = null, growthUpper = null } = findMeasured(cells, variantId, figure) ?? {};
  if (before === undefined || measured === undefined || before <= 0) return false;
  if (growthLower === null || growthUpper === null || growthLower <= 0) return false;
  // From the middle of the first part to that of the last.
  const half = measured / partsOf[figure] / 2;
  const doublings = Math.log2((before + measured - half) / (before + half));
  const most = Math.max(-Math.log(growthLower), Math.log(growthUpper));
  return most / doublings < mostChange[figure].steady;
}

function tellMeasured(
  cells: MeasuredScenario['cells'],
  variantId: string,
  figure: keyof typeof mostChange,
): readonly Message[] {
  const trend = findMeasured(cells, variantId, figure);
  if (trend === undefined || trend.growthLower === null || trend.growthUpper === null) return [];
  const metric = writeMetric(trend.metric, metrics[trend.metric].name.en);
  return [writeMessage('warn-warmup-measured', { metric, ...formatTrend(trend) })];
}

/**
 * A variant that answered nothing right in a warm-up was given time there, so that it held nobody up: it had as many
 * requests as came of that, and not as many as the others.
 */
export function warnOfSilentWarmup({ input }: Pick<MeasuredScenario, 'input'>): readonly Warning[] {
  const { warmups, variants } = input;
  return variants.flatMap(({ id, label }): readonly Warning[] => {
    const silent = warmups.filter((warmup) =>
      warmup.variants.some((one) => one.variantId === id && one.succeeded === 0),
    );
    const own = countWarmup(silent, id);
    const answering = silent.flatMap((warmup) =>
      warmup.variants.filter((one) => one.succeeded > 0),
    );
    const others = median(answering.map(({ requests }) => requests));
    if (own === undefined || others === undefined) return [];
    const message = writeMessage('warn-warmup-silent', {
      ...{ ...namePlace(input), variant: writeName(label), groups: warmups.length },
      ...{ silent: silent.length, requests: own, others: Math.round(others) },
    });
    return [buildWarning('WARMUP_SILENT', message, writeMessage('advise-failures'))];
  });
}

/** Shares of failures below this are what a service that starts may show. */
const fewestFailures = 0.001;

/**
 * Failures of the warm-up that the measured requests have not: what users send once, such as logins, has its only
 * answers there. Told of a variant whose share of them is more than twice that of its measured requests.
 */
export function warnOfWarmupFailures({
  input,
  cells,
}: Pick<MeasuredScenario, 'input' | 'cells'>): readonly Warning[] {
  return cells.flatMap(({ measurement: { variant, trials } }): readonly Warning[] => {
    const own = input.warmups.flatMap(({ variants }) =>
      variants.filter(({ variantId }) => variantId === variant.id),
    );
    const requests = own.reduce((sum, one) => sum + one.requests, 0);
    const reasons = own.map(({ failureReasons = {} }) => ({ failureReasons }));
    const ranked = rankFailureReasons(reasons);
    const failed = ranked.reduce((sum, { count }) => sum + count, 0);
    const counts = trials.map(({ record }) => record.counts);
    const measured = counts.reduce((sum, one) => sum + one.failed + one.timedOut, 0);
    const sent = counts.reduce((sum, one) => sum + one.scheduled - one.dropped, 0);
    const most = ranked[0];
    if (most === undefined || failed < fewestFailures * requests) return [];
    if (failed * sent <= 2 * measured * requests) return [];
    const message = writeMessage('warn-warmup-failures', {
      ...{ ...namePlace(input), variant: writeName(variant.label) },
      ...{ failed, requests, measured, reason: quoteText(most.reason) },
    });
    return [buildWarning('WARMUP_FAILURES', message, writeMessage('advise-warmup-failures'))];
  });
}

/** Of the rate in per cent, of the hit ratio in points. */
function formatWarmupChange(
  figure: 'rate' | 'hits',
  {
    estimate,
    lower,
    upper,
  }: { readonly estimate: number; readonly lower: number; readonly upper: number },
): { readonly change: string; readonly range: string } {
  const format = (value: number): string =>
    figure === 'rate'
      ? formatChange(Math.exp(value))
      : `${value < 0 ? '−' : '+'}${Math.abs(value * 100).toFixed(1)}`;
  return { change: format(estimate), range: `[${format(lower)}, ${format(upper)}]` };
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
  return { phase, warmup: summariseWarmups(warmups, findBaselineId(input.variants)), variants };
}

const findBaselineId = (variants: readonly PlannedVariant[]): string =>
  variants.find(({ isBaseline }) => isBaseline)?.id ?? '';

function summariseWarmups(warmups: BlockWarmups, baselineId: string): WarmupSummary | null {
  if (warmups.length === 0) return null;
  const count = (is: (warmup: WarmupRecord) => boolean): number => warmups.filter(is).length;
  const afterLoadGroups = count(({ afterLoads = [] }) => afterLoads.length > 0);
  const pooled = poolWarmups(warmups, baselineId);
  return {
    groups: warmups.length,
    ...(pooled !== undefined && { trend: pooled.trend }),
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
