// A gate against a limit: how many of the launches break it by their own figure, and how many may.
import type { GateLaunches } from '../../reports/document/gates.ts';
import { computeSuccessRatio } from '../analysis/metrics.ts';
import { poolByUnit } from '../analysis/pairs/epochs.ts';
import { binomialCdf } from '../stats/binomial-distribution.ts';
import { mean, median } from '../stats/descriptive.ts';
import { computeQuantileRanks } from '../stats/order-statistic-interval.ts';
import {
  computeMeanExceedanceP,
  judgeShare,
  type ShareRule,
  type ShareVerdict,
} from '../stats/share-in-trouble.ts';
import type { GateLevel } from './gate-level.ts';
import { buildUnmeasured, concludeLaunches, type GateMeasure } from './gate-measure.ts';
import {
  buildLaunchRule,
  computeGroupsNeeded,
  countSeen,
  type Launch,
  listEpochLaunches,
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
 * Where the run is judged over epochs each of them counts once (`listEpochLaunches`).
 * A success ratio asks for more on either side, see `judgeSuccess`. Wrong answers are counted, since a single one is
 * too many where the limit says so.
 */
export function judgeAbsolute(question: GateQuestion, level: GateLevel): GateMeasure {
  const { gate, cell } = question;
  if (gate.rule.kind !== 'absolute') throw new RangeError('The gate is not absolute.');
  if (cell === undefined) return buildUnmeasured('error', 'not-run');
  const { metric } = gate;
  const { trials } = cell.measurement;
  const isOverEpochs = level.unit === 'epoch';
  const units = new Set(trials.map(({ unit }) => unit)).size;
  // Looks count groups; over epochs there is one, when all are there.
  const looked = isOverEpochs ? { ...level, looks: [units], mostGroups: units } : level;
  const rule = buildLaunchRule(metric, gate.rule.badLaunchesRatio, looked);
  const asked = { rule, units, isOverEpochs };
  if (metric === 'wrongBodies') return judgeWrongBodies(question, asked);
  const launches = trials.map(
    ({ figures, unit }): Launch => ({ unit, value: figures.get(metric) ?? null }),
  );
  return metric === 'successRatio'
    ? judgeSuccess(question, launches, asked)
    : judgeFigures(question, launches, asked);
}

/** What a gate is held to, and how many values its sample has. */
interface Asked {
  readonly rule: ShareRule;
  readonly units: number;
  readonly isOverEpochs: boolean;
}

function judgeFigures(
  { gate }: GateQuestion,
  perLaunch: readonly Launch[],
  asked: Asked,
): GateMeasure {
  const launches = describeLaunches(gate, perLaunch, asked);
  // A typical launch of each epoch, so that an epoch with many of them weighs no more.
  const byUnit = Map.groupBy(listKnown(perLaunch), ({ unit }) => unit);
  const known = [...byUnit.values()].flatMap((own) => median(own.map(({ value }) => value)) ?? []);
  if (known.length === 0) return buildUnmeasured('inconclusive', 'undecided', asked.units);
  return conclude(launches, asked, {
    verdict: judgeSeen(launches, asked),
    value: median(known) ?? null,
    ...boundMedian(known),
  });
}

/**
 * As of every figure, and besides: PASS needs the mean over the groups to keep the limit, so that a burst that fails
 * much in a few groups counts, and requests enough to show it at all (without a failure 2,995 show 99.9 %). FAIL
 * also where the failures of the groups (over epochs: their means) on average are surely above what the limit leaves.
 */
function judgeSuccess(
  { gate, cell }: GateQuestion,
  perLaunch: readonly Launch[],
  asked: Asked,
): GateMeasure {
  const trials = cell?.measurement.trials.map(({ record }) => record) ?? [];
  const value = computeSuccessRatio(trials);
  if (gate.rule.kind !== 'absolute' || value === undefined) {
    return buildUnmeasured('inconclusive', 'undecided', asked.units);
  }
  const { limit, limitKind } = gate.rule;
  const launches = describeLaunches(gate, perLaunch, asked);
  const verdict = judgeSeen(launches, asked);
  const found = { value, lower: null, upper: null };
  if (limitKind === 'at-most') return conclude(launches, asked, { verdict, ...found });
  const allowed = 1 - limit;
  const failures = poolByUnit(
    listKnown(perLaunch).map((launch) => [launch.unit, 1 - launch.value] as const),
  );
  if (computeMeanExceedanceP(failures, allowed) <= meanFailAlpha) {
    const failedBy = verdict === 'beyond' ? 'launches' : 'average';
    return conclude(launches, asked, { verdict: 'beyond', ...found, failedBy });
  }
  const requests = trials.reduce((sum, { counts }) => sum + countDue(counts), 0);
  const isShown =
    (mean(failures) ?? 1) <= allowed &&
    binomialCdf(Math.round(requests * (1 - value)), requests, allowed) <= requestAlpha;
  const isOpen = verdict === 'within' && !isShown;
  return conclude(launches, asked, { verdict: isOpen ? 'open' : verdict, ...found });
}

function listKnown(launches: readonly Launch[]): readonly (Launch & { readonly value: number })[] {
  return launches.flatMap(({ unit, value }) => (value === null ? [] : [{ unit, value }]));
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
function judgeWrongBodies({ gate, cell }: GateQuestion, asked: Asked): GateMeasure {
  const trials = cell?.measurement.trials ?? [];
  const { wrongBodies } = cell?.cell ?? { wrongBodies: 0 };
  const limit = gate.rule.kind === 'absolute' ? gate.rule.limit : 0;
  const perLaunch = trials.map(
    ({ record, unit }): Launch => ({
      ...{ unit, value: record.checkedBodies > 0 ? record.wrongBodies : null },
    }),
  );
  const launches = describeLaunches(gate, perLaunch, asked);
  const found = { value: wrongBodies, lower: wrongBodies, upper: wrongBodies };
  if (wrongBodies > limit) return conclude(launches, asked, { verdict: 'beyond', ...found });
  if (perLaunch.every(({ value }) => value === null)) {
    return buildUnmeasured('inconclusive', 'undecided', asked.units);
  }
  return conclude(launches, asked, { verdict: judgeSeen(launches, asked), ...found });
}

function describeLaunches(
  { rule }: GateQuestion['gate'],
  perLaunch: readonly Launch[],
  { rule: { mostRatio }, isOverEpochs }: Asked,
): GateLaunches {
  if (rule.kind !== 'absolute') throw new RangeError('The gate is not absolute.');
  const seen = isOverEpochs
    ? listEpochLaunches(perLaunch, rule)
    : listLaunches(
        perLaunch.map(({ value }) => value),
        rule,
      );
  return { ...seen, mostRatio, missRatio: null, failedBy: null };
}

function judgeSeen(launches: GateLaunches, { rule, units }: Asked): ShareVerdict {
  return judgeShare(countSeen(launches, units), rule);
}

interface Found extends Pick<GateMeasure, 'value' | 'lower' | 'upper'> {
  readonly verdict: ShareVerdict;
  readonly failedBy?: 'average' | 'launches';
}

function conclude(
  launches: GateLaunches,
  { rule, units: groups }: Asked,
  { verdict, failedBy = 'launches', ...figures }: Found,
): GateMeasure {
  const findMore = () => findMoreNeeded(launches, groups, rule);
  return concludeLaunches({ verdict, launches, groups, rule, figures, failedBy, findMore });
}

/**
 * Groups (over epochs: epochs) are appended to a run that ended, which is judged at any time from then on. Where the
 * launches of many epochs disagree, no number of epochs like them is known to decide it.
 */
function findMoreNeeded(launches: GateLaunches, units: number, rule: ShareRule): number | null {
  const { inTrouble, unknown } = countSeen(launches, units);
  const { mostRatio } = rule;
  const disagree = launches.epochs && inTrouble <= mostRatio * units;
  if (disagree && inTrouble + unknown > mostRatio * units) return null;
  return computeGroupsNeeded({ broken: inTrouble, unknown }, units, { ...rule, kind: 'anytime' });
}

/** The interval of the typical group, or epoch, by its sorted values; none below 6 of them. */
function boundMedian(known: readonly number[]): Pick<GateMeasure, 'lower' | 'upper'> {
  const ranks = computeQuantileRanks(known.length, 0.5, shownConfidence);
  const sorted = known.toSorted((a, b) => a - b);
  return {
    lower: (ranks && sorted[ranks.lowerRank - 1]) ?? null,
    upper: (ranks && sorted[ranks.upperRank - 1]) ?? null,
  };
}
