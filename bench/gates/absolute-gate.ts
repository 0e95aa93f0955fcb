// A gate against a limit: how many of the launches break it by their own figure, and how many may.
import type { GateLaunches } from '../../reports/schema/gates.ts';
import { findSuccessRatio } from '../analysis/trial-figures.ts';
import { binomialCdf } from '../stats/binomial-distribution.ts';
import { mean, median } from '../stats/descriptive.ts';
import { findMeanExceedanceP } from '../stats/mean-exceedance.ts';
import { findQuantileRanks } from '../stats/order-statistic-interval.ts';
import { judgeShare, type ShareRule, type ShareVerdict } from '../stats/share-in-trouble.ts';
import type { GateLevel } from './gate-level.ts';
import { buildUnmeasured, type GateMeasure } from './gate-measure.ts';
import {
  buildLaunchRule,
  findGroupsNeeded,
  findMissRatio,
  listLaunches,
  meanFailAlpha,
  requestAlpha,
} from './launch-rule.ts';
import type { GateQuestion } from './list-questions.ts';

/** Of the interval of the typical group, which is shown beside it. */
const shownConfidence = 0.95;

/**
 * The launch is the sample, so the question is how large the share of launches that break the limit is (`launch-rule`):
 * PASS where it is surely no larger than the gate allows, FAIL where it is surely larger. A figure is that of each
 * group; one that too few requests give none of is in trouble as far as a PASS goes, and not as far as a FAIL does.
 * A success ratio asks for more on either side, see `judgeSuccess`. Wrong answers are counted, since a single one is
 * too many where the limit says so.
 */
export function judgeAbsolute(question: GateQuestion, level: GateLevel): GateMeasure {
  const { gate, cell } = question;
  if (gate.rule.kind !== 'absolute') throw new RangeError('The gate is not absolute.');
  if (cell === undefined) return buildUnmeasured('error', 'not-run');
  const { metric } = gate;
  const rule = buildLaunchRule(metric, gate.rule.badLaunchesRatio, level);
  if (metric === 'wrongBodies') return judgeWrongBodies(question, rule);
  const perGroup = cell.measurement.trials.map(({ figures }) => figures.get(metric) ?? null);
  return metric === 'successRatio'
    ? judgeSuccess(question, perGroup, rule)
    : judgeFigures(question, perGroup, rule);
}

function judgeFigures(
  { gate }: GateQuestion,
  perGroup: readonly (number | null)[],
  rule: ShareRule,
): GateMeasure {
  const launches = describeLaunches(gate, perGroup, rule);
  const known = perGroup.filter((value) => value !== null);
  if (known.length === 0) return buildUnmeasured('inconclusive', 'undecided', perGroup.length);
  return conclude(launches, perGroup.length, rule, {
    verdict: judgeSeen(launches, perGroup.length, rule),
    value: median(known) ?? null,
    ...boundMedian(known),
  });
}

/**
 * As of every figure, and besides: PASS needs the mean over the groups to keep the limit, so that a burst that fails
 * much in a few groups counts, and requests enough to show it at all (without a failure 2,995 show 99.9 %). FAIL
 * also where the failures of the groups on average are surely above what the limit leaves.
 */
function judgeSuccess(
  { gate, cell }: GateQuestion,
  perGroup: readonly (number | null)[],
  rule: ShareRule,
): GateMeasure {
  const known = perGroup.filter((value) => value !== null);
  const trials = cell?.measurement.trials.map(({ record }) => record) ?? [];
  const value = findSuccessRatio(trials);
  if (gate.rule.kind !== 'absolute' || value === undefined) {
    return buildUnmeasured('inconclusive', 'undecided', perGroup.length);
  }
  const { limit, limitKind } = gate.rule;
  const launches = describeLaunches(gate, perGroup, rule);
  const verdict = judgeSeen(launches, perGroup.length, rule);
  const found = { value, lower: null, upper: null };
  if (limitKind === 'at-most') {
    return conclude(launches, perGroup.length, rule, { verdict, ...found });
  }
  const allowed = 1 - limit;
  const failures = known.map((ratio) => 1 - ratio);
  if (findMeanExceedanceP(failures, allowed) <= meanFailAlpha) {
    const failedBy = verdict === 'beyond' ? 'launches' : 'average';
    return conclude(launches, perGroup.length, rule, { verdict: 'beyond', ...found, failedBy });
  }
  const requests = trials.reduce((sum, { counts }) => sum + countDue(counts), 0);
  const isShown =
    (mean(failures) ?? 1) <= allowed &&
    binomialCdf(Math.round(requests * (1 - value)), requests, allowed) <= requestAlpha;
  const isOpen = verdict === 'within' && !isShown;
  return conclude(launches, perGroup.length, rule, {
    verdict: isOpen ? 'open' : verdict,
    ...found,
  });
}

function countDue(counts: {
  readonly succeeded: number;
  readonly failed: number;
  readonly timedOut: number;
  readonly dropped: number;
}): number {
  return counts.succeeded + counts.failed + counts.timedOut + counts.dropped;
}

/** Counted: one above the limit fails whatever the groups are; none among none that were checked says nothing. */
function judgeWrongBodies({ gate, cell }: GateQuestion, rule: ShareRule): GateMeasure {
  const trials = cell?.measurement.trials.map(({ record }) => record) ?? [];
  const { wrongBodies, groups } = cell?.cell ?? { wrongBodies: 0, groups: 0 };
  const limit = gate.rule.kind === 'absolute' ? gate.rule.limit : 0;
  const perGroup = trials.map((trial) => (trial.checkedBodies > 0 ? trial.wrongBodies : null));
  const launches = describeLaunches(gate, perGroup, rule);
  const found = { value: wrongBodies, lower: wrongBodies, upper: wrongBodies };
  if (wrongBodies > limit) return conclude(launches, groups, rule, { verdict: 'beyond', ...found });
  if (perGroup.every((value) => value === null)) {
    return buildUnmeasured('inconclusive', 'undecided', groups);
  }
  return conclude(launches, groups, rule, {
    verdict: judgeSeen(launches, groups, rule),
    ...found,
  });
}

function describeLaunches(
  { rule }: GateQuestion['gate'],
  perGroup: readonly (number | null)[],
  { mostRatio }: ShareRule,
): GateLaunches {
  if (rule.kind !== 'absolute') throw new RangeError('The gate is not absolute.');
  return { ...listLaunches(perGroup, rule), mostRatio, missRatio: null, failedBy: null };
}

function judgeSeen(
  { broken, unknown }: GateLaunches,
  groups: number,
  rule: ShareRule,
): ShareVerdict {
  return judgeShare({ groups, inTrouble: broken, unknown }, rule);
}

interface Found extends Pick<GateMeasure, 'value' | 'lower' | 'upper'> {
  readonly verdict: ShareVerdict;
  readonly failedBy?: 'average' | 'launches';
}

function conclude(
  launches: GateLaunches,
  groups: number,
  rule: ShareRule,
  { verdict, failedBy = 'launches', ...found }: Found,
): GateMeasure {
  const shared = { ...found, groups, moreGroups: null, leastDetectableRatio: null };
  switch (verdict) {
    case 'within':
      return {
        ...shared,
        launches: { ...launches, missRatio: findMissRatio(groups, rule) },
        ...{ status: 'pass', outcome: 'within-limit' },
      };
    case 'beyond':
      return {
        ...{ ...shared, launches: { ...launches, failedBy } },
        ...{ status: 'fail', outcome: 'over-limit' },
      };
    case 'open':
      return {
        ...{ ...shared, launches, status: 'inconclusive', outcome: 'undecided' },
        // Groups are appended to a run that ended, which is judged at any time from then on.
        moreGroups: findGroupsNeeded(launches, groups, { ...rule, kind: 'anytime' }),
      };
  }
}

/** The interval of the typical group by its sorted values; none below 6 groups. */
function boundMedian(known: readonly number[]): Pick<GateMeasure, 'lower' | 'upper'> {
  const ranks = findQuantileRanks(known.length, 0.5, shownConfidence);
  const sorted = known.toSorted((a, b) => a - b);
  return {
    lower: (ranks && sorted[ranks.lowerRank - 1]) ?? null,
    upper: (ranks && sorted[ranks.upperRank - 1]) ?? null,
  };
}
