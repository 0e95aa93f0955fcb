// The verdict of a run as messages: what to choose, *Sure? But. Watch.*, all taken from the document.

import { listExclusions } from '../document/exclusion.ts';
import type { ResultDocument, ScenarioResult } from '../document/result.ts';
import { formatDifference, formatMargin } from '../figures/difference.ts';
import { findEstimator, listApart } from '../figures/division.ts';
import {
  findBaselineCell,
  findCell,
  findComparison,
  findValue,
  indexVariants,
  isTrusted,
} from '../figures/lookup.ts';
import { countMoreGroups, isAllTooSmall } from '../figures/more-groups.ts';
import { formatMetric } from '../figures/quantity.ts';
import { isKeptForNow } from '../figures/rank.ts';
import type { Localized } from '../language/catalogue.ts';
import { tell, tellCheck, tellLoad } from '../language/tell.ts';
import { buildCaveats } from './build-caveats.ts';
import { buildLooks, buildScope } from './build-evidence.ts';
import { buildGateVerdict } from './build-gate-verdict.ts';
import { describeRecommendation } from './describe-recommendation.ts';
import type { Verdict, VerdictSubject } from './verdict.ts';

/**
 * The verdict of the whole run, which is that of its gates where it has any: what is recommended comes after them, and
 * not at all to keep the baseline where a gate does not hold. A run that is not valid has none, whatever its cells say.
 * @param hasFaults what it says of faults stands beside it, so it need not say that there were none
 */
export function buildVerdict(document: ResultDocument, hasFaults = false): Verdict {
  if (!isTrusted(document)) return buildInvalid(document);
  const gates = buildGateVerdict(document);
  const isBroken = gates !== undefined && gates.status !== 'pass';
  const recommended = buildRecommended(document, hasFaults, isBroken);
  if (gates === undefined) return recommended;
  return {
    ...recommended,
    ...{ kind: 'gates', gateStatus: gates.status, title: gates.title },
    lead: [...gates.lead, ...listAfterGates(recommended, isBroken)],
  };
}

/** The scenario, then what it recommends, but never to keep a baseline that a gate speaks against. */
function listAfterGates({ kind, title, lead }: Verdict, isBroken: boolean): readonly Localized[] {
  if (kind === 'no-conclusion') return [title, ...lead];
  const [scenario, ...rest] = lead;
  const where = scenario === undefined ? [] : [scenario];
  const isKept = kind === 'keep-baseline' || kind === 'undecided';
  return isBroken && isKept ? [] : [...where, title, ...rest];
}

/** What the comparisons say, whatever the gates do. */
function buildRecommended(
  document: ResultDocument,
  hasFaults: boolean,
  isBroken: boolean,
): Verdict {
  const subject = findSubject(document);
  if (subject === undefined || document.headline.kind === 'no-conclusion') {
    return buildOpen(document);
  }
  return {
    kind: isKeptForNow(subject.scenario) ? 'undecided' : document.headline.kind,
    title: describeRecommendation(subject.scenario, subject.variants),
    lead: buildLead(subject),
    ...buildCaveats(subject, hasFaults, isBroken),
  };
}

/** Undefined where the headline is about no variant. */
export function findSubject(document: ResultDocument): VerdictSubject | undefined {
  const { scenarioIndex, variantId } = document.headline;
  if (scenarioIndex === null || variantId === null) return undefined;
  const scenario = document.scenarios[scenarioIndex];
  const cell = scenario && findCell(scenario, variantId);
  if (scenario === undefined || cell === undefined) return undefined;
  return { document, variants: indexVariants(document), scenario, cell };
}

function buildLead(subject: VerdictSubject): Localized[] {
  const { document, scenario, cell } = subject;
  const lead: Localized[] = [
    (m) => m.verdict.scenarioOf({ scenario: scenario.scenario, load: tellLoad(scenario.load)(m) }),
  ];
  const facts = findDifferenceFacts(subject);
  if (facts !== undefined && cell.verdict !== 'baseline') {
    lead.push((m) =>
      facts.lower === '' ? m.verdict.differenceWithoutInterval(facts) : m.verdict.difference(facts),
    );
    lead.push(...describeApart(subject));
  } else if (!scenario.cells.some((other) => other.verdict === 'better')) {
    const margin = formatMargin(document.run.toleranceRatio);
    lead.push((m) => m.verdict.nothingBetter({ metric: scenario.primaryMetric, margin }));
  } else {
    const { recommendation } = scenario;
    if (recommendation !== null) {
      lead.push(tell(recommendation.reason));
    }
  }
  return lead;
}

/** Where the two figures of the lead do not give the difference beside them. */
function describeApart({ document, scenario, cell }: VerdictSubject): Localized[] {
  const metric = scenario.primaryMetric;
  const apart = listApart(document, scenario).find(({ variantId }) => variantId === cell.variantId);
  if (apart === undefined) return [];
  const estimator = findEstimator(cell, metric);
  return [
    (m) => m.verdict.apart({ estimator, quotient: apart.quotient, isOpposite: apart.isOpposite }),
  ];
}

/** The figures of the variant and of the baseline, and the difference between them. */
export function findDifferenceFacts(subject: VerdictSubject) {
  const { document, scenario, cell } = subject;
  const metric = scenario.primaryMetric;
  const baseline = findBaselineCell(document, scenario);
  const comparison = findComparison(cell, metric);
  const difference = comparison && formatDifference(comparison);
  if (baseline === undefined || difference === undefined) return undefined;
  return {
    metric,
    value: formatMetric(metric, findValue(cell, metric)),
    baselineValue: formatMetric(metric, findValue(baseline, metric)),
    ...difference,
  };
}

function buildInvalid(document: ResultDocument): Verdict {
  const failed = document.validity.checks.filter((check) => check.status === 'failed');
  return {
    kind: 'invalid',
    title: (m) => m.verdict.invalidRun,
    lead: [
      ...failed.map(tellCheck),
      hasFigures(document) ? (m) => m.verdict.invalidNext : (m) => m.verdict.invalidNothing,
    ],
    sure: [],
    checked: [],
    but: [],
    watch: [],
    untested: [],
  };
}

function hasFigures({ scenarios }: ResultDocument): boolean {
  return scenarios.some(({ cells }) =>
    cells.some(({ metrics }) => metrics.some(({ value }) => value !== null)),
  );
}

function isNothingExercised({ scenarios }: ResultDocument): boolean {
  const verdicts = scenarios.flatMap(({ cells }) => cells.map(({ verdict }) => verdict));
  const judged = verdicts.filter((verdict) => verdict !== 'baseline' && verdict !== 'not-run');
  return judged.length > 0 && judged.every((verdict) => verdict === 'not-exercised');
}

/** True where there is nothing to compare with: the baseline has no cell, or what excludes a variant excludes it. */
function isWithoutBaseline(document: ResultDocument, scenario: ScenarioResult): boolean {
  const cell = findBaselineCell(document, scenario);
  return cell === undefined || cell.verdict === 'not-run' || listExclusions(cell).length > 0;
}

/** True where others were planned and none of them was run. */
function isBaselineAlone({ scenarios }: ResultDocument): boolean {
  const others = scenarios.flatMap(({ cells }) =>
    cells.filter(({ verdict }) => verdict !== 'baseline'),
  );
  return others.length > 0 && others.every(({ verdict }) => verdict === 'not-run');
}

/** What to do where nothing is recommended and more groups would not change that; undefined where they might. */
function adviseFinal(document: ResultDocument): Localized | undefined {
  const { scenarios } = document;
  if (isNothingExercised(document)) return (m) => m.verdict.notExercisedNext;
  const judged = scenarios.filter((scenario) => !isWithoutBaseline(document, scenario));
  if (scenarios.length > 0 && judged.length === 0) return (m) => m.verdict.noBaselineNext;
  if (isBaselineAlone(document)) return (m) => m.verdict.noVariantNext;
  if (isAllTooSmall(judged)) return (m) => m.verdict.tooSmallNext;
  return undefined;
}

function buildOpen(document: ResultDocument): Verdict {
  const final = adviseFinal(document);
  const moreGroups = countMoreGroups(document.scenarios);
  return {
    kind: 'no-conclusion',
    title: (m) => m.verdict[final === undefined ? 'noConclusionYet' : 'noConclusion'],
    lead: [
      ...document.headline.reasons.map(tell),
      final ?? ((m) => m.verdict.noConclusionNext({ moreGroups })),
      buildLooks(document),
      buildScope(document),
    ],
    sure: [],
    checked: [],
    but: [],
    watch: [],
    untested: [],
  };
}
