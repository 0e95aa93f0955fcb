// What a tour says of its chapters, as messages: nothing is judged here, every word follows from a field.

import type { FaultComparison } from '../document/faults.ts';
import { isPlan } from '../document/more-groups.ts';
import type { OwnText } from '../document/parts.ts';
import type {
  TourChapter,
  TourDocument,
  TourEffect,
  TourFaults,
  TourFinding,
  TourRow,
  TourVerdict,
} from '../document/tour.ts';
import { formatDifference, formatMargin } from '../figures/difference.ts';
import { formatMetric, formatNumber, formatShare } from '../figures/quantity.ts';
import type { Localized } from '../language/catalogue.ts';
import { tell, tellLoad, tellWarning } from '../language/tell.ts';
import { nameRank } from './describe-rank.ts';

/** What the author wrote, in the reader's language where it is there. */
export function sayOwn({ en, zh }: OwnText): Localized {
  return (m) => {
    if (m.language === 'en') return en;
    return zh ?? [{ kind: 'quote', text: en }];
  };
}

/** A sign before each finding, so that colour is not all that tells them apart. */
export const tourSigns: Readonly<Record<TourVerdict, string>> = {
  better: '▲',
  equivalent: '=',
  worse: '▼',
  undecided: '?',
  'not-exercised': '○',
  'not-run': '○',
  invalid: '✗',
  'wrong-data': '✗',
};

/** Of a chapter without a result, which must not look like one with a finding. */
export const noResultSign = '·';

/** In the order in which they are counted. */
const counted = Object.keys(tourSigns) as readonly TourVerdict[];

/** How many claims came to what. */
export function describeTour({ chapters }: TourDocument): Localized {
  const findings = chapters.flatMap(({ finding }) => finding ?? []);
  const without = chapters.length - findings.length;
  return (m) =>
    m.tour.summary({
      ...{ measured: findings.length, all: chapters.length },
      counts: [
        ...counted.flatMap((verdict) => {
          const { length: count } = findings.filter((one) => one.verdict === verdict);
          return count === 0 ? [] : [m.tour.counted[verdict]({ count })];
        }),
        ...(without === 0 ? [] : [m.tour.without({ count: without })]),
      ],
    });
}

/** How long it took, and what a quick one cannot tell. */
export function describeTourTime({ tour }: TourDocument): readonly Localized[] {
  const { spentMs, budgetMs, isQuick } = tour;
  return [
    (m) => m.tour.spent({ spentMs, budgetMs, isQuick }),
    ...(isQuick ? [(m: Parameters<Localized>[0]) => m.tour.quickCaveat] : []),
  ];
}

/** The finding of a chapter in a sentence, or that there is none. */
export function titleChapter({ status, finding }: TourChapter): Localized {
  if (finding === null) return (m) => m.tour.noResult[status];
  return finding.faults === null ? titleResult(finding) : titleFaults(finding, finding.faults);
}

function titleResult(finding: TourFinding): Localized {
  const { verdict, rows, rowIndex, baselineLabel: baseline, toleranceRatio } = finding;
  const row = rowIndex === null ? undefined : rows[rowIndex];
  const label = findLabel(row);
  const facts = row && { label, baseline, scenario: row.scenario, metric: row.primaryMetric };
  const effect = row?.effect && describeEffect(row.effect);
  switch (verdict) {
    case 'better':
    case 'worse':
      return facts && effect
        ? (m) => m.tour[verdict]({ ...facts, ...effect })
        : (m) => m.tour.notRun;
    case 'equivalent':
      return (m) =>
        facts === undefined
          ? m.tour.notRun
          : m.tour.equivalent({ ...facts, margin: formatMargin(toleranceRatio ?? 0) });
    case 'undecided': {
      const groups = row?.effect?.groups ?? 0;
      return (m) =>
        facts === undefined || row?.variantId === null
          ? m.tour.undecidedAlone
          : m.tour.undecided({ ...facts, groups });
    }
    default:
      return titleNothing(verdict);
  }
}

function titleNothing(verdict: TourVerdict): Localized {
  return (m) => {
    if (verdict === 'invalid') return m.tour.invalid;
    if (verdict === 'wrong-data') return m.tour.wrongData;
    return verdict === 'not-exercised' ? m.tour.notExercised : m.tour.notRun;
  };
}

function titleFaults(
  { verdict, baselineLabel: baseline }: TourFinding,
  faults: TourFaults,
): Localized {
  const all = new Set(faults.comparisons.map(({ faultId }) => faultId)).size;
  if (verdict === 'better' || verdict === 'worse') {
    const told = faults.comparisons.filter(({ comparison }) => comparison.verdict === verdict);
    const count = new Set(told.map(({ faultId }) => faultId)).size;
    const labels = [...new Set(told.map(({ label }) => label))];
    const facts = { baseline, count, all, labels };
    return (m) => (verdict === 'better' ? m.tour.faultsBetter(facts) : m.tour.faultsWorse(facts));
  }
  return verdict === 'undecided'
    ? (m) => m.tour.faultsUndecided({ all, baseline })
    : titleNothing(verdict);
}

function findLabel(row: TourRow | undefined): string {
  return row?.variants.find(({ variantId }) => variantId === row.variantId)?.label ?? '';
}

function describeEffect(effect: TourEffect) {
  const difference = formatDifference(effect);
  if (difference === undefined) return undefined;
  // A message chooses by a word whether there is an interval.
  return { ...difference, lower: difference.lower === '' ? 'none' : difference.lower };
}

/** The two figures behind the effect; empty where there are none. */
export function describeFigures({
  rows,
  rowIndex,
  baselineLabel,
}: TourFinding): readonly Localized[] {
  const { effect } = (rowIndex === null ? undefined : rows[rowIndex]) ?? {};
  if (effect === undefined || effect === null) return [];
  const { metric, value, baselineValue } = effect;
  const facts = {
    ...{ metric, baseline: baselineLabel, value: formatMetric(metric, value) },
    baselineValue: formatMetric(metric, baselineValue),
  };
  return [(m) => m.tour.effectFigures(facts)];
}

/** What the variant of the finding takes beside the baseline. */
export function describeCosts({ rows, rowIndex, faults }: TourFinding): readonly Localized[] {
  if (faults !== null) return [];
  const row = rowIndex === null ? undefined : rows[rowIndex];
  if (row === undefined || row.effect === null) return [];
  const { costs } = row;
  const told = costs.flatMap((effect): Localized[] => {
    const difference = formatDifference(effect);
    if (difference === undefined) return [];
    const { metric, value, baselineValue, verdict } = effect;
    const facts = {
      ...{ metric, estimate: difference.estimate, interval: difference.interval },
      ...{ value: formatMetric(metric, value), baselineValue: formatMetric(metric, baselineValue) },
    };
    return [(m) => m.tour.cost({ ...facts, verdict: nameRank(verdict)(m) })];
  });
  return [...(told.length > 0 ? told : [(m: Said) => m.tour.noCost]), (m) => m.tour.noDisk];
}

type Said = Parameters<Localized>[0];

/** Scenario, load, groups, data and host of the finding. */
export function describeScope(
  { run, finding }: TourChapter,
  { tour, environment }: TourDocument,
): readonly Localized[] {
  if (run === null || finding === null) return [];
  const { rows, rowIndex, faults } = finding;
  const row = rowIndex === null ? undefined : rows[rowIndex];
  const groups = run.groupsValid;
  const host = environment && { cpu: environment.cpuModel, count: environment.cpuCount };
  const data = tour.data;
  const rate = faults?.rateRps ?? null;
  return [
    ...(row
      ? [(m: Said) => m.tour.holds({ scenario: row.scenario, load: tellLoad(row.load)(m), groups })]
      : []),
    ...(faults
      ? [
          (m: Said) =>
            m.tour.holdsFaults({
              ...{ scenario: faults.scenario, groups },
              rate: rate === null ? 'none' : formatNumber(rate),
            }),
        ]
      : []),
    ...(data ? [(m: Said) => m.tour.data({ data: sayOwn(data)(m) })] : []),
    ...(host ? [(m: Said) => m.tour.host(host)] : []),
  ];
}

/** The rows that the title is not about. */
export function describeOtherRows({
  rows,
  rowIndex,
  toleranceRatio,
}: TourFinding): readonly Localized[] {
  return rows.flatMap((row, index): Localized[] => {
    if (index === rowIndex) return [];
    const { scenario, load } = row;
    const what = describeRow(row, toleranceRatio ?? 0);
    return [(m) => m.tour.row({ scenario, load: tellLoad(load)(m), what: what(m) })];
  });
}

function describeRow(row: TourRow, toleranceRatio: number): Localized {
  const { verdict, effect } = row;
  const difference = effect === null ? undefined : formatDifference(effect);
  const label = findLabel(row);
  const margin = formatMargin(toleranceRatio);
  return ({ tour: m }) => {
    if (verdict === 'better' && difference) return m.rowBetter({ label, ...difference });
    if (verdict === 'worse' && difference) return m.rowWorse({ label, ...difference });
    if (verdict === 'better' || verdict === 'worse' || verdict === 'invalid')
      return m.rowWord.undecided;
    return verdict === 'equivalent' ? m.rowWord.equivalent({ margin }) : m.rowWord[verdict];
  };
}

/** What speaks against reading more into it: few groups, an interruption, variants that were not judged. */
export function describeChapterCaveats({
  status,
  reason,
  run,
  finding,
}: TourChapter): readonly Localized[] {
  if (run === null || finding === null) return [];
  const { groupsRun: held, groupsWanted: wanted, isDecidedEarly } = run;
  const { rows, rowIndex, verdict } = finding;
  const row = rowIndex === null ? undefined : rows[rowIndex];
  const count = row?.moreGroups ?? null;
  const isTooSmall = count !== null && !isPlan(count, held);
  const labelsOf = (isMeant: (one: TourRow['variants'][number]) => boolean) => [
    ...new Set((row?.variants ?? []).filter(isMeant).map(({ label }) => label)),
  ];
  const isOf = (wantedVerdict: string) => labelsOf((one) => one.verdict === wantedVerdict);
  const [idle, notRun] = [isOf('not-exercised'), isOf('not-run')];
  const wrong = [
    ...new Set(
      rows.flatMap(({ variants }) =>
        variants.filter(({ wrongBodies }) => wrongBodies > 0).map(({ label }) => label),
      ),
    ),
  ];
  const when = (isSo: boolean, message: Localized) => (isSo ? [message] : []);
  return [
    ...when(wrong.length > 0, (m) => m.tour.variantsWrong({ labels: wrong })),
    ...when(status === 'partial', (m) => m.tour.partial),
    ...(reason === null ? [] : [tell(reason)]),
    ...when(status === 'measured' && !isDecidedEarly && held < wanted, (m) =>
      m.tour.partOfGroups({ held, wanted }),
    ),
    ...(verdict === 'undecided' && count !== null
      ? [(m: Said) => (isTooSmall ? m.tour.tooSmall : m.tour.moreGroups({ count }))]
      : []),
    ...when(idle.length > 0, (m) => m.tour.variantsNotExercised({ labels: idle })),
    ...when(notRun.length > 0, (m) => m.tour.variantsNotRun({ labels: notRun })),
  ];
}

/** Why it has no result or no conclusion: of the machine, or as the config says. */
export function describeReasons({
  reason,
  notMeasured,
  finding,
}: TourChapter): readonly Localized[] {
  const isOpen = finding !== null && !['better', 'equivalent', 'worse'].includes(finding.verdict);
  return [
    ...(notMeasured === null ? [] : [sayOwn(notMeasured)]),
    ...(reason === null || finding !== null ? [] : [tell(reason)]),
    ...(isOpen ? finding.reasons.map(tell) : []),
  ];
}

/** Who keeps most users served; empty without faults. */
export function describeSurvivors({ faults }: TourFinding): readonly Localized[] {
  if (faults === null || faults.ranking.length === 0) return [];
  return [
    (m) =>
      m.tour.survivors({
        ranks: faults.ranking.map(({ label, ratio, interval }) =>
          m.tour.survivor({
            ...{ label, share: formatShare(ratio) },
            interval:
              interval === null
                ? ''
                : ` [${formatShare(interval.low)}, ${formatShare(interval.high)}]`,
          }),
        ),
      }),
  ];
}

/** `−1.2 [−1.8, −0.6]` in points of per cent. */
export function formatPoints({ availabilityDifference, interval }: FaultComparison): string {
  const points = (share: number) => {
    const text = formatNumber(Math.abs(share) * 100);
    return `${share < 0 && text !== '0' ? '−' : '+'}${text}`;
  };
  const bounds = interval === null ? '' : ` [${points(interval.low)}, ${points(interval.high)}]`;
  return `${points(availabilityDifference)}${bounds}`;
}

export function describeTourWarnings({ warnings }: TourDocument): readonly Localized[] {
  return warnings.map(tellWarning);
}
