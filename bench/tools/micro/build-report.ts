// From the times of all processes to judged rows; n is the number of groups, never of batches. Pure.

import type {
  MicroReport,
  MicroRow,
  MicroSuiteResult,
  MicroVisit,
  VersionName,
} from '../../../reports/document/micro.ts';
import { judgePairs } from '../../analysis/pairs/comparison.ts';
import { fixedLevel, type JudgementLevel } from '../../analysis/pairs/judgement-level.ts';
import { adjustJudgements } from '../../analysis/pairs/multiplicity.ts';
import { mean, median } from '../../stats/descriptive.ts';
import type { BenchName } from './child-protocol.ts';
import { findBench, type MicroPlan, type PlannedRow, type PlannedSuite } from './micro-plan.ts';

/** ln of a benchmark's time in each group: the mean over its processes there. */
type GroupLogs = ReadonlyMap<number, number>;

/** @param changedFiles bench files that differ between both versions */
export function buildMicroSuites(
  plan: MicroPlan,
  visits: readonly MicroVisit[],
  toleranceRatio: number,
  changedFiles: ReadonlySet<string>,
): readonly MicroSuiteResult[] {
  const read = (version: VersionName, bench: BenchName | undefined) =>
    bench === undefined ? undefined : readGroupLogs(visits, version, bench);
  const margin = Math.log(1 + toleranceRatio);
  const level = fixedLevel(new Set(visits.map(({ group }) => group)).size);
  const familySize = Math.max(1, plan.suites.flatMap(({ rows }) => rows).length);
  const compare = (logs: GroupLogs, reference: GroupLogs) =>
    judgePairs(buildLogRatios(logs, reference), {
      ...{ margin, level, familySize, higherIsBetter: false },
    });

  const buildRow = (row: PlannedRow, baseline: GroupLogs | undefined): MicroRow => {
    const { alternative, isBaseline } = findBench(row);
    const empty = { alternative, reason: null, timeNs: null, otherTimeNs: null, comparison: null };
    if (row.notRunReason !== undefined) {
      return { ...empty, status: 'not-run', reason: row.notRunReason };
    }
    const own = read('here', row.here);
    const other = read('there', row.there);
    const times = { timeNs: computeTimeNs(own), otherTimeNs: computeTimeNs(other) };
    if (!plan.isAgainst) {
      if (isBaseline) return { ...empty, ...times, status: 'baseline' };
      const comparison = own && baseline ? compare(own, baseline) : null;
      return { ...empty, ...times, status: 'compared', comparison };
    }
    if (own === undefined) return { ...empty, ...times, status: 'only-there' };
    if (other === undefined) return { ...empty, ...times, status: 'only-here' };
    return { ...empty, ...times, status: 'compared', comparison: compare(own, other) };
  };

  const buildSuite = ({ name, rows }: PlannedSuite): MicroSuiteResult => {
    const bench = rows.map(findBench)[0];
    const { file = '', operation = '' } = bench ?? {};
    const baselineRow = rows.find(({ here }) => here?.isBaseline === true);
    const baseline = plan.isAgainst ? undefined : read('here', baselineRow?.here);
    return {
      ...{ name, file, operation, isBenchChanged: changedFiles.has(file) },
      rows: rows.map((row) => buildRow(row, baseline)),
    };
  };
  return adjustSuites(plan.suites.map(buildSuite), level);
}

/** All comparisons of the run are one family: among forty benchmarks some differ by chance. */
function adjustSuites(
  suites: readonly MicroSuiteResult[],
  level: JudgementLevel,
): readonly MicroSuiteResult[] {
  const rows = suites.flatMap((suite) => suite.rows);
  const adjusted = adjustJudgements(
    rows.flatMap(({ comparison }) => comparison ?? []),
    level,
  );
  let next = 0;
  return suites.map((suite) => ({
    ...suite,
    rows: suite.rows.map((row) =>
      row.comparison === null ? row : { ...row, comparison: adjusted[next++] ?? row.comparison },
    ),
  }));
}

function readGroupLogs(
  visits: readonly MicroVisit[],
  version: VersionName,
  { suite, alternative }: BenchName,
): GroupLogs {
  const own = visits.filter(
    (visit) =>
      visit.version === version && visit.suite === suite && visit.alternative === alternative,
  );
  return new Map(
    [...Map.groupBy(own, ({ group }) => group)].map(([group, ofGroup]) => {
      const logs = ofGroup.map(({ medianNs }) => Math.log(medianNs));
      return [group, mean(logs) ?? Number.NaN];
    }),
  );
}

/** One for each group that holds both. */
function buildLogRatios(logs: GroupLogs, reference: GroupLogs): readonly number[] {
  return [...logs].flatMap(([group, log]) => {
    const other = reference.get(group);
    return other === undefined ? [] : [log - other];
  });
}

function computeTimeNs(logs: GroupLogs | undefined): number | null {
  const middle = median([...(logs?.values() ?? [])]);
  return middle === undefined ? null : Math.exp(middle);
}

type MicroGate = 'passed' | 'slower' | 'undecided';

/**
 * A benchmark fails where it is judged worse and its estimate lies above the tolerance; where it is
 * worse by an estimate below that, or inconclusive, nothing can be said yet. A failure counts for more
 * than what is undecided, and what has no counterpart is not judged. Nothing judged at all is no pass.
 */
export function judgeMicroGate({ suites, toleranceRatio }: MicroReport): MicroGate {
  const rows = suites.flatMap((suite) => suite.rows);
  const verdicts = rows.flatMap((row) => judgeRow(row, toleranceRatio) ?? []);
  if (verdicts.includes('slower')) return 'slower';
  return verdicts.length === 0 || verdicts.includes('undecided') ? 'undecided' : 'passed';
}

function judgeRow({ comparison }: MicroRow, toleranceRatio: number): MicroGate | undefined {
  if (comparison === null) return undefined;
  switch (comparison.verdict) {
    case 'better':
    case 'equivalent':
      return 'passed';
    case 'worse':
      return (comparison.ratio ?? 1) > 1 + toleranceRatio ? 'slower' : 'undecided';
    default:
      return 'undecided';
  }
}
