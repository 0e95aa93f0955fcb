// *Sure? But. Watch.*: how far to trust the recommendation, what else would do, what speaks against it.

import { sentence } from '../document/messages/sentence.ts';
import type { ResultDocument, ScenarioResult } from '../document/result.ts';
import { formatDifference } from '../figures/difference.ts';
import { findEstimator, listApart } from '../figures/division.ts';
import { listCorrectedAway } from '../figures/evidence.ts';
import {
  findCell,
  findComparison,
  findLabel,
  findValue,
  indexVariants,
} from '../figures/lookup.ts';
import { countMoreGroups, listOpenVariants } from '../figures/more-groups.ts';
import { formatCount, formatShare } from '../figures/quantity.ts';
import { isBaselineKept, isKeptForNow, listUndecided } from '../figures/rank.ts';
import { listSharedWarnings } from '../figures/warnings.ts';
import type { Localized } from '../language/catalogue.ts';
import { tellLoad, tellWarning } from '../language/tell.ts';
import { buildLooks, buildScope, findLaunched } from './build-evidence.ts';
import type { Verdict, VerdictSubject } from './verdict.ts';

/** At most this many remarks under each word; the page has all of them further down. */
const remarkLimit = 5;

// Void groups and variants not run have sentences of their own; few samples stand beside their figures.
const toldElsewhere = ['GROUP_VOID', 'VARIANT_NOT_RUN', 'FEW_SAMPLES'];

/** The parts below the verdict sentence. @param isBroken a gate does not hold, so not nothing speaks against it */
export function buildCaveats(
  subject: VerdictSubject,
  hasFaults: boolean,
  isBroken: boolean,
): Pick<Verdict, 'sure' | 'checked' | 'but' | 'watch' | 'untested'> {
  return {
    sure: buildSure(subject),
    checked: buildChecked(subject.document),
    but: buildBut(subject).slice(0, remarkLimit),
    watch: buildWatch(subject, hasFaults, isBroken),
    untested: buildUntested(subject.document, hasFaults),
  };
}

function buildSure({ document, scenario, cell }: VerdictSubject): Localized[] {
  const comparison = findComparison(cell, scenario.primaryMetric);
  const difference = comparison && formatDifference(comparison);
  const groups = comparison?.groups ?? cell.groups;
  const sure: Localized[] = [];
  const launched = findLaunched(document);
  if (comparison?.verdict === 'better' && difference !== undefined) {
    sure.push((m) =>
      m.verdict.sureBetter({
        ...{ groups, launched, confidencePercent: difference.confidencePercent },
      }),
    );
  } else {
    sure.push((m) => m.verdict.sureGroups({ groups, launched }));
  }
  sure.push(buildLooks(document));
  return sure;
}

function buildChecked({ validity: { checks } }: ResultDocument): Localized[] {
  const ok = checks.filter(({ status }) => status === 'ok').length;
  const warned = checks.filter(({ status }) => status === 'warning').length;
  return ok + warned > 0 ? [(m) => m.verdict.sureChecks({ ok, warned })] : [];
}

function buildBut(subject: VerdictSubject): Localized[] {
  const { document, scenario } = subject;
  const { groupsRun, groupsPlanned, status } = document.run;
  const partial: Localized = (m) => m.verdict.butPartial({ groupsRun, groupsPlanned });
  return [
    ...buildAlternatives(subject),
    ...buildNotExercised(document, scenario),
    ...buildUndecided(document, scenario),
    ...(status === 'complete' ? [] : [partial]),
  ];
}

/** What would do as well: the cheaper one first, the others tied, and what other scenarios recommend. */
function buildAlternatives({ document, variants, scenario, cell }: VerdictSubject): Localized[] {
  const but: Localized[] = [];
  const isKept = isBaselineKept(scenario);
  const { tiedVariantIds = [], cheaperVariantId = null } = scenario.recommendation ?? {};
  if (cheaperVariantId !== null) {
    const label = findLabel(variants, cheaperVariantId);
    const isPriced = document.run.prices !== null;
    but.push((m) => m.evidence.cheaper({ label, primary: scenario.primaryMetric, isPriced }));
  }
  // An undecided variant is no alternative to a baseline that is kept; it is counted below.
  const labels = tiedVariantIds
    .filter((id) => id !== cheaperVariantId)
    .filter((id) => !isKept || findCell(scenario, id)?.verdict === 'equivalent')
    .map((id) => findLabel(variants, id));
  if (labels.length > 0)
    but.push((m) =>
      m.verdict.butTied({ labels, count: labels.length, metric: scenario.primaryMetric }),
    );
  else if (document.headline.kind === 'choose' && cheaperVariantId === null) {
    but.push((m) => m.verdict.butUntied);
  }
  const selection = scenario.recommendation?.selection;
  if (selection !== undefined) {
    const { candidates, flatteringRatio } = selection;
    const excess = formatExcess(flatteringRatio);
    but.push((m) =>
      excess === ''
        ? m.verdict.butChosenClosely({ candidates })
        : m.verdict.butChosen({ candidates, excess }),
    );
  }
  for (const other of document.scenarios) {
    const recommended = other.recommendation?.variantId;
    if (other === scenario || recommended === cell.variantId) continue;
    const load = tellLoad(other.load);
    if (recommended === undefined) {
      but.push((m) => m.verdict.butOtherScenarioOpen({ scenario: other.scenario, load: load(m) }));
    } else if (isKeptForNow(other)) {
      but.push((m) =>
        m.verdict.butOtherScenarioUndecided({ scenario: other.scenario, load: load(m) }),
      );
    } else {
      const label = findLabel(variants, recommended);
      but.push((m) =>
        m.verdict.butOtherScenario({ scenario: other.scenario, load: load(m), label }),
      );
    }
  }
  return but;
}

function buildNotExercised(document: ResultDocument, { cells }: ScenarioResult): Localized[] {
  const variants = indexVariants(document);
  const labels = cells
    .filter(({ verdict }) => verdict === 'not-exercised')
    .map(({ variantId }) => findLabel(variants, variantId));
  return labels.length === 0 ? [] : [(m) => m.verdict.butNotExercised({ labels })];
}

/** `2.7%`; empty below a tenth of a per cent, which no figure shows. */
function formatExcess(flatteringRatio: number): string {
  const percent = (flatteringRatio - 1) * 100;
  return percent < 0.1 ? '' : `${Number(percent.toPrecision(2))}%`;
}

function buildUndecided(document: ResultDocument, scenario: ScenarioResult): Localized[] {
  const undecided = listUndecided(scenario);
  if (undecided.length === 0) return [];
  const { within, moreGroups, tooSmall } = listOpenVariants(scenario);
  // A group measures every scenario, so what others take is said beside it.
  const ofAll = countMoreGroups(document.scenarios);
  const corrected = listCorrectedAway(document, scenario).map(({ variantId }) =>
    findLabel(indexVariants(document), variantId),
  );
  const caveat: Localized = (m) => m.evidence.corrected({ labels: corrected });
  const open: Localized = (m) =>
    m.verdict.butUndecided({
      ...{ count: within.length, moreGroups },
      ofAll: moreGroups > 0 && ofAll > moreGroups ? ofAll : 0,
    });
  const small: Localized = (m) =>
    m.verdict.butTooSmall({ count: tooSmall.length, metric: scenario.primaryMetric });
  return [
    ...(corrected.length > 0 ? [caveat] : []),
    ...(within.length > 0 ? [open] : []),
    ...(tooSmall.length > 0 ? [small] : []),
  ];
}

function buildWatch(
  { document, variants, scenario, cell }: VerdictSubject,
  hasFaults: boolean,
  isBroken: boolean,
): Localized[] {
  const watch: Localized[] = [];
  if (cell.wrongBodies > 0) {
    const [wrong, checked] = [formatCount(cell.wrongBodies), formatCount(cell.checkedBodies)];
    watch.push((m) => m.verdict.watchWrongBodies({ wrong, checked }));
  }
  const wrongIds = document.scenarios.flatMap(({ cells }) =>
    cells.flatMap((each) => (each.wrongBodies > 0 ? [each.variantId] : [])),
  );
  const others = [...new Set(wrongIds)].filter((id) => id !== cell.variantId);
  if (others.length > 0) {
    const labels = others.map((id) => findLabel(variants, id));
    watch.push((m) => m.verdict.watchWrongVariants({ labels }));
  }
  const success = findValue(cell, 'successRatio');
  if (success !== null && success < 1) {
    const failed = formatCount(cell.failed + cell.timedOut);
    watch.push((m) => m.verdict.watchFailures({ share: formatShare(success), failed }));
  }
  for (const comparison of cell.comparisons) {
    const difference = formatDifference(comparison);
    if (comparison.verdict !== 'worse' || difference === undefined) continue;
    const { estimate, lower, upper } = difference;
    const { metric } = comparison;
    const apart = listApart(document, scenario, metric).find(
      ({ variantId }) => variantId === cell.variantId,
    );
    const estimator = findEstimator(cell, metric);
    watch.push((m) => {
      const worse = m.verdict.watchWorse({ metric, estimate, lower, upper });
      // The figures in the table seem to say that it is better.
      if (apart?.isOpposite !== true) return worse;
      return sentence`${worse} ${m.verdict.apart({ estimator, quotient: apart.quotient, isOpposite: true })}`;
    });
  }
  const unconfirmed = document.configurationChecks.filter(
    (check) => check.status === 'same-as-another',
  );
  if (unconfirmed.length > 0) {
    const labels = unconfirmed.map((check) => findLabel(variants, check.variantId));
    watch.push((m) => m.verdict.watchConfiguration({ labels }));
  }
  for (const warning of [...cell.warnings, ...document.warnings]) {
    if (toldElsewhere.includes(warning.code)) continue;
    watch.push(tellWarning(warning));
  }
  const voidGroups = document.groups.filter((group) => group.status === 'void').length;
  if (voidGroups > 0) watch.push((m) => m.verdict.watchVoid({ voidGroups }));
  const notRun = document.variants.filter((variant) => variant.status === 'not-run').length;
  if (notRun > 0) watch.push((m) => m.verdict.watchNotRun({ count: notRun }));
  watch.push(...listCaveatsOfOthers({ variants, scenario, cell }));
  const left = watch.length - remarkLimit;
  const shown = watch.slice(0, left > 0 ? remarkLimit - 1 : remarkLimit);
  if (left > 0) shown.push((m) => m.verdict.watchMore({ count: left + 1 }));
  // What faults did is told beside it. That nothing is shown of a variant yet is no praise of the baseline.
  if (shown.length === 0 && !hasFaults && !isBroken && !isKeptForNow(scenario))
    shown.push((m) => m.verdict.watchNothing);
  return shown;
}

/** What holds of the variants that the recommended one was compared with, each once, with their names. */
function listCaveatsOfOthers({
  variants,
  scenario,
  cell,
}: Pick<VerdictSubject, 'variants' | 'scenario' | 'cell'>): Localized[] {
  return listSharedWarnings(scenario).flatMap(({ variantIds, ...warning }): Localized[] => {
    const others = variantIds.filter((id) => id !== cell.variantId);
    if (others.length === 0 || toldElsewhere.includes(warning.code)) return [];
    const labels = others.map((id) => findLabel(variants, id));
    return [(m) => m.table.warningOf({ labels, warning: tellWarning(warning)(m) })];
  });
}

/** Faults, combinations of levels, and any other occasion. */
function buildUntested(document: ResultDocument, hasFaults: boolean): Localized[] {
  const { factors, variants } = document;
  const possible = factors.reduce((product, { levels }) => product * levels.length, 1);
  const measured = variants.filter(({ status }) => status === 'measured').length;
  const combinations: Localized = (m) => m.verdict.untestedCombinations({ measured, possible });
  const faults: Localized = (m) => m.verdict.watchNotTested;
  return [
    ...(hasFaults ? [] : [faults]),
    ...(factors.length > 1 && measured < possible ? [combinations] : []),
    buildScope(document),
  ];
}
