// Weighs what the criteria found against noise and caveats, and adds up scores and the verdict.

import type {
  CaseReport,
  CriterionReport,
  CriterionVerdict,
  FloorReport,
  HostNoise,
  SelftestReport,
  SubjectReport,
} from '../../../reports/document/selftest.ts';
import { type Finding, findCriterion } from './criterion.ts';
import { type SelftestCase, unseenAtEnd } from './selftest-case.ts';
import type { ReportedFigures, SelftestSubject } from './subject.ts';
import { buildTrueFigures } from './true-figures.ts';
import type { ServerRecord } from './truth-record.ts';

export interface JudgeInput {
  readonly selftestCase: SelftestCase;
  readonly subject: Pick<SelftestSubject, 'kind' | 'exempt'>;
  readonly record: ServerRecord;
  readonly reported: ReportedFigures;
  readonly noise: HostNoise;
  readonly floor: FloorReport | undefined;
}

export function judgeRun(input: JudgeInput): readonly CriterionReport[] {
  const { selftestCase, subject, record, reported, noise, floor } = input;
  const truth = buildTrueFigures(selftestCase, record, reported.latencyCovers);
  // A driver waits for its last requests; a peer stops at once, as its users know it.
  const countSlack = subject.kind === 'driver' ? 0 : unseenAtEnd(selftestCase.load);
  return selftestCase.criteria.flatMap((criterion) => {
    if (subject.exempt?.includes(criterion) === true) return [];
    const finding = findCriterion(criterion, {
      ...{ selftestCase, truth, reported, countSlack, floor },
    });
    if (finding === undefined) return [];
    return [
      {
        criterion,
        verdict: weigh(finding, noise, reported.caveats),
        direction: finding.direction ?? null,
        trueValue: finding.trueValue ?? null,
        reportedValue: finding.reportedValue ?? null,
      },
    ];
  });
}

/**
 * Between the server's clock and the client's a process wakes up three times: the client to send, the
 * server to read, the client to read the answer. The bystander tells what a wake-up costs here.
 */
const wakeUps = 3;

/**
 * Noise can make a latency longer or an arrival late, and only by about as much as the bystander saw.
 * It can't make a latency shorter than the time that the server itself measured, nor lose a request:
 * those are never excused by it.
 */
function weigh(finding: Finding, noise: HostNoise, caveats: readonly string[]): CriterionVerdict {
  if (finding.kind !== 'missed') return finding.kind;
  if (caveats.length > 0) return 'disowned';
  if (finding.restsOnHighFloor === true) return 'undecidable';
  const { direction, excessUs } = finding;
  if (excessUs === undefined || !noise.isNoisy) return 'missed';
  // A schedule is thrown off by the one worst moment, a percentile is not.
  const wakeUpUs = direction === 'pace' ? noise.latenessMaxUs : noise.latenessP99Us;
  return excessUs <= wakeUps * wakeUpUs ? 'undecidable' : 'missed';
}

/** Adds up the runs of one subject. A run that failed altogether misses one criterion. */
export function scoreSubject(
  subject: Pick<SelftestSubject, 'name' | 'kind'>,
  cases: readonly CaseReport[],
): SubjectReport {
  const runs = cases.flatMap((one) =>
    one.runs.filter(({ subjectName }) => subjectName === subject.name),
  );
  const criteria = runs.flatMap((run) => run.criteria);
  const count = (verdict: CriterionVerdict) =>
    criteria.filter((criterion) => criterion.verdict === verdict).length;
  const met = count('met');
  const missed = count('missed') + runs.filter(({ error }) => error !== null).length;
  const ran = new Set(runs.map(({ caseName }) => caseName));
  return {
    name: subject.name,
    kind: subject.kind,
    scoreRatio: met + missed === 0 ? null : met / (met + missed),
    met,
    missed,
    optimistic: criteria.filter(
      ({ verdict, direction }) => verdict === 'missed' && direction === 'optimistic',
    ).length,
    undecidable: count('undecidable'),
    disowned: count('disowned'),
    notReported: count('not-reported'),
    cases: runs.length,
    unsupportedCases: cases.filter(({ name }) => !ran.has(name)).map(({ name }) => name),
  };
}

/** Whether our drivers keep their bounds: nothing measured is never a pass. */
export function judgeDrivers(subjects: readonly SubjectReport[]): SelftestReport['verdict'] {
  const drivers = subjects.filter(({ kind }) => kind === 'driver');
  if (drivers.some(({ missed }) => missed > 0)) return 'missed';
  if (drivers.some(({ undecidable }) => undecidable > 0)) return 'undecidable';
  return drivers.some(({ met }) => met > 0) ? 'met' : 'missed';
}
