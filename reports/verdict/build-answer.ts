// The question that a run answers, and the answer in a sentence with its figure: what stands before all else.

import { isHigherBetter } from '../document/metrics.ts';
import type { Cell, ResultDocument } from '../document/result.ts';
import { listGates } from '../figures/gates.ts';
import { findBaselineCell, findValue } from '../figures/lookup.ts';
import { formatMetric } from '../figures/quantity.ts';
import { isKeptForNow } from '../figures/rank.ts';
import type { Localized } from '../language/catalogue.ts';
import { tellLoad } from '../language/tell.ts';
import { buildGateVerdict } from './build-gate-verdict.ts';
import { buildVerdict, findDifferenceFacts, findSubject } from './build-verdict.ts';
import type { Verdict, VerdictSubject } from './verdict.ts';

export interface Answer extends Pick<Verdict, 'kind' | 'gateStatus'> {
  /** Undefined in a run without scenarios. */
  readonly question: Localized | undefined;
  readonly answer: Localized;
  /** The figures behind it, or what to do next. */
  readonly lead: readonly Localized[];
}

export function buildAnswer(document: ResultDocument, hasFaults = false): Answer {
  const { kind, gateStatus, title, lead } = buildVerdict(document, hasFaults);
  const subject = findSubject(document);
  const chosen = subject && buildChoice(subject);
  const question = askQuestion(document);
  if (kind === 'choose' && chosen !== undefined) {
    return { kind, question, answer: chosen.answer, lead: chosen.lead };
  }
  return {
    ...{ kind, question, answer: title },
    ...(gateStatus !== undefined && { gateStatus }),
    lead: kind === 'gates' ? listAfterGates(document, lead, chosen) : cutScenario(kind, lead),
  };
}

/** The question names the scenario already. */
function cutScenario(kind: Verdict['kind'], lead: Verdict['lead']): Verdict['lead'] {
  return kind === 'keep-baseline' || kind === 'undecided' ? lead.slice(1) : lead;
}

/** What is recommended, in one sentence: each gate stands beside it with its reason. */
function listAfterGates(
  document: ResultDocument,
  lead: Verdict['lead'],
  chosen: Pick<Answer, 'answer'> | undefined,
): Verdict['lead'] {
  const rest = lead.slice(buildGateVerdict(document)?.lead.length ?? 0);
  return chosen !== undefined && document.headline.kind === 'choose' ? [chosen.answer] : rest;
}

function askQuestion(document: ResultDocument): Localized | undefined {
  const count = listGates(document).length;
  if (count > 0) return (m) => m.verdict.questionGates({ count });
  const asked = document.scenarios[document.headline.scenarioIndex ?? 0];
  if (asked === undefined) return undefined;
  const { scenario, load, primaryMetric: metric } = asked;
  const higherIsBetter = isHigherBetter(metric);
  return (m) => m.verdict.question({ scenario, metric, higherIsBetter, load: tellLoad(load)(m) });
}

/** Undefined where the difference to the baseline has no interval. */
function buildChoice(subject: VerdictSubject): Pick<Answer, 'answer' | 'lead'> | undefined {
  const { scenario, variants, cell } = subject;
  const facts = findDifferenceFacts(subject);
  if (facts === undefined || facts.lower === '' || isKeptForNow(scenario)) return undefined;
  const label = variants.get(cell.variantId)?.label ?? cell.variantId;
  const tied = scenario.recommendation?.tiedVariantIds.length ?? 0;
  return {
    answer: (m) => m.verdict.answer({ ...facts, label, tied }),
    // That they do not give the difference is said under the table.
    lead: [(m) => m.verdict.figures(facts)],
  };
}

/** What the variant of the headline costs beside the baseline; empty where nothing of it was measured. */
export function buildCostInBrief(document: ResultDocument): readonly Localized[] {
  const subject = findSubject(document);
  if (subject === undefined) return [];
  const { cell, scenario } = subject;
  const baseline = findBaselineCell(document, scenario);
  const read = (
    of: Cell | undefined,
    metric: 'costPerMillion' | 'cpuPerRequestUs' | 'rssBytes',
  ) => {
    const value = of === undefined ? null : findValue(of, metric);
    if (value === null) return undefined;
    const currency = metric === 'costPerMillion' ? (document.run.prices?.currency ?? '') : '';
    return `${formatMetric(metric, value)}\u00a0${currency}`.trim();
  };
  const other = baseline === cell ? undefined : baseline;
  const tell = (
    metric: 'costPerMillion' | 'cpuPerRequestUs' | 'rssBytes',
    message: 'inBrief' | 'cpuInBrief' | 'memoryInBrief',
  ): Localized[] => {
    const value = read(cell, metric);
    const baselineValue = read(other, metric) ?? 'none';
    return value === undefined ? [] : [(m) => m.cost[message]({ value, baselineValue })];
  };
  const priced = tell('costPerMillion', 'inBrief');
  const spent = [...tell('cpuPerRequestUs', 'cpuInBrief'), ...tell('rssBytes', 'memoryInBrief')];
  const unpriced: Localized = (m) => m.cost.unpricedInBrief;
  const isUnpriced = spent.length > 0 && document.run.prices === null;
  return [...priced, ...spent, ...(isUnpriced ? [unpriced] : [])];
}
