// A gate against a limit: a figure of the variant itself, with an interval over the groups.
import { fewestGroups } from '../analysis/verdict.ts';
import { sampleSd } from '../stats/descriptive.ts';
import { findPairsNeeded } from '../stats/pairs-needed.ts';
import { buildGateInterval, buildMeanInterval, type GateLevel } from './gate-level.ts';
import { buildUnmeasured, type GateMeasure } from './gate-measure.ts';
import type { GateQuestion } from './list-questions.ts';

const mostGroups = 1_000;

/** Upper 95 % bound on a share of which n cases showed none: 3/n (Hanley and Lippman-Hand, 1983). */
const noEventBound = 3;

/**
 * PASS where the bound on the far side of the estimate keeps the limit, FAIL where the near one misses it, each
 * with its own error. Figures are judged on a logarithmic scale where all are above 0; shares of successes by their
 * failures; wrong answers by counting, since a single one is too many where the limit says so.
 */
export function judgeAbsolute(question: GateQuestion, level: GateLevel): GateMeasure {
  const { gate, cell } = question;
  if (gate.rule.kind !== 'absolute') throw new RangeError('The gate is not absolute.');
  if (cell === undefined) return buildUnmeasured('error', 'not-run');
  const { limit, limitKind } = gate.rule;
  if (gate.metric === 'wrongBodies') return judgeWrongBodies(question, limit);
  const perGroup = cell.measurement.trials.flatMap(
    ({ figures }) => figures.get(gate.metric as Exclude<typeof gate.metric, 'wrongBodies'>) ?? [],
  );
  if (gate.metric === 'successRatio') return judgeSuccess(question, perGroup, level);
  return judgeFigures(perGroup, { limit, limitKind, level });
}

interface FigureRule {
  readonly limit: number;
  readonly limitKind: 'at-most' | 'at-least';
  readonly level: GateLevel;
}

function judgeFigures(
  perGroup: readonly number[],
  { limit, limitKind, level }: FigureRule,
): GateMeasure {
  const groups = perGroup.length;
  // A figure of 0 has no logarithm, so where there is one all are judged as they are.
  const isLogarithmic = [limit, ...perGroup].every((value) => value > 0);
  const toScale = (value: number): number => (isLogarithmic ? Math.log(value) : value);
  const fromScale = (value: number): number => (isLogarithmic ? Math.exp(value) : value);
  const sign = limitKind === 'at-most' ? 1 : -1;
  const over = perGroup.map((value) => sign * (toScale(value) - toScale(limit)));
  const fail = buildGateInterval(over, level.failAlpha, level);
  const pass = buildGateInterval(over, level.passAlpha, level);
  if (fail === undefined || pass === undefined || groups < fewestGroups) {
    return buildUnmeasured('inconclusive', 'undecided', groups);
  }
  const toFigure = (value: number): number => fromScale(toScale(limit) + sign * value);
  const bounds = [toFigure(fail.lower), toFigure(pass.upper)];
  const shared = {
    ...{ value: toFigure(pass.estimate), lower: Math.min(...bounds), upper: Math.max(...bounds) },
    ...{ groups, moreGroups: null, leastDetectableRatio: null },
  };
  if (fail.lower > 0) return { ...shared, status: 'fail', outcome: 'over-limit' };
  if (pass.upper <= 0) return { ...shared, status: 'pass', outcome: 'within-limit' };
  const moreGroups = findMore(over, pass.estimate, level);
  return { ...shared, status: 'inconclusive', outcome: 'undecided', moreGroups };
}

/**
 * Failures as a share of the requests of each group, by their mean: a median would not see a burst that fails
 * everything in a few groups. Without a single one 3/n is the bound.
 */
function judgeSuccess(
  { gate, cell }: GateQuestion,
  perGroup: readonly number[],
  level: GateLevel,
): GateMeasure {
  const groups = perGroup.length;
  if (gate.rule.kind !== 'absolute' || groups < fewestGroups || cell === undefined) {
    return buildUnmeasured('inconclusive', 'undecided', groups);
  }
  const { limit, limitKind } = gate.rule;
  const requests = cell.cell.succeeded + cell.cell.failed + cell.cell.timedOut;
  const failures = perGroup.map((ratio) => 1 - ratio);
  const isClean = failures.every((ratio) => ratio === 0);
  const interval = (alpha: number) =>
    isClean
      ? { estimate: 0, lower: 0, upper: Math.min(1, noEventBound / Math.max(1, requests)) }
      : buildMeanInterval(failures, alpha, level);
  const [fail, pass] = [interval(level.failAlpha), interval(level.passAlpha)];
  if (fail === undefined || pass === undefined) {
    return buildUnmeasured('inconclusive', 'undecided', groups);
  }
  const allowed = 1 - limit;
  const shared = {
    value: 1 - pass.estimate,
    lower: Math.max(0, 1 - pass.upper),
    upper: Math.min(1, 1 - fail.lower),
    ...{ groups, moreGroups: null, leastDetectableRatio: null },
  };
  const [isWithin, isOver] =
    limitKind === 'at-least'
      ? [pass.upper <= allowed, fail.lower > allowed]
      : [fail.lower >= allowed, pass.upper < allowed];
  if (isOver) return { ...shared, status: 'fail', outcome: 'over-limit' };
  if (isWithin) return { ...shared, status: 'pass', outcome: 'within-limit' };
  const over = failures.map((ratio) => ratio - allowed);
  const moreGroups = isClean ? 1 : findMore(over, pass.estimate - allowed, level);
  return { ...shared, status: 'inconclusive', outcome: 'undecided', moreGroups };
}

function judgeWrongBodies({ cell }: GateQuestion, limit: number): GateMeasure {
  const { wrongBodies, checkedBodies, groups } = cell?.cell ?? {
    ...{ wrongBodies: 0, checkedBodies: 0, groups: 0 },
  };
  const shared = {
    ...{ value: wrongBodies, lower: wrongBodies, upper: wrongBodies },
    ...{ groups, moreGroups: null, leastDetectableRatio: null },
  };
  if (wrongBodies > limit) return { ...shared, status: 'fail', outcome: 'over-limit' };
  // No wrong answer among none that were checked says nothing.
  if (checkedBodies === 0) return buildUnmeasured('inconclusive', 'undecided', groups);
  return { ...shared, status: 'pass', outcome: 'within-limit' };
}

function findMore(over: readonly number[], estimate: number, level: GateLevel): number | null {
  const gap = Math.abs(estimate);
  const needed = findPairsNeeded(sampleSd(over) ?? 0, gap, 1 - level.passAlpha, mostGroups);
  return needed === undefined ? null : Math.max(1, needed - over.length);
}
