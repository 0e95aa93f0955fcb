// What the reader of a comparison must know first, the most important finding first.

import type { GateResult } from '../document/gates.ts';
import type { Cell, ResultDocument, ScenarioResult } from '../document/result.ts';
import { formatDifference } from '../figures/difference.ts';
import { gateSigns, listGates, measureGateExcess, orderGates } from '../figures/gates.ts';
import {
  findComparison,
  findLabel,
  indexVariants,
  isTrusted,
  type VariantIndex,
} from '../figures/lookup.ts';
import { formatCount } from '../figures/quantity.ts';
import { english } from '../language/catalogue.ts';
import { tellAll } from '../language/tell.ts';
import { describePlace } from '../verdict/describe-gate.ts';
import type { Finding, WrongAnswers } from './model.ts';

/**
 * Wrong answers, then gates that did not pass (failed, not judged, undecided), then variants that are worse
 * and better than the baseline in the primary metric, the surest large effect first. An invalid run has none.
 */
export function listFindings(document: ResultDocument): readonly Finding[] {
  if (!isTrusted(document)) return [];
  const variants = indexVariants(document);
  const gates = listGates(document).filter((gate) => gate.status !== 'pass');
  // Wrong answers are told first, with or without a gate on them.
  const others = gates.filter((gate) => gate.metric !== 'wrongBodies' || gate.status !== 'fail');
  return [
    ...listWrongAnswers(document).map(
      ({ text }): Finding => ({ kind: 'wrong-answers', sign: gateSigns.fail, text }),
    ),
    ...listGateFindings(document, variants, others),
    ...listChanges(document, gates),
  ];
}

/** One finding for all variants of which a gate says the same; the worst of them gives the figures. */
function listGateFindings(
  document: ResultDocument,
  variants: VariantIndex,
  gates: readonly GateResult[],
): Finding[] {
  const sorted = orderGates(gates.toSorted((a, b) => measureGateExcess(b) - measureGateExcess(a)));
  const groups = Map.groupBy(sorted, ({ gate, scenario, loadId, outcome }) =>
    JSON.stringify([gate, scenario, loadId, outcome]),
  );
  return [...groups.values()].flatMap(([worst, ...others]) =>
    worst === undefined ? [] : [describeGate(document, variants, worst, others)],
  );
}

function describeGate(
  document: ResultDocument,
  variants: VariantIndex,
  worst: GateResult,
  others: readonly GateResult[],
): Finding {
  const labelOf = ({ variantId }: GateResult) => findLabel(variants, variantId);
  const { gate, scenario, loadId, outcome, message, advice, status } = worst;
  const text = english.findings.gate({
    ...{ gate, place: describePlace(document, scenario, loadId)(english) },
    ...{ outcome: english.gates.outcome[outcome], label: labelOf(worst) },
    ...{ hasOthers: others.length > 0, others: others.map(labelOf) },
    told: tellAll(advice === null ? [message] : [message, advice])(english),
  });
  return { kind: 'gate', sign: gateSigns[status], text };
}

function listChanges(document: ResultDocument, told: readonly GateResult[]): Finding[] {
  const changes = document.scenarios.flatMap((scenario) =>
    scenario.cells
      .filter((cell) => cell.verdict === 'worse' || cell.verdict === 'better')
      // The speed of wrong answers is no news.
      .filter((cell) => cell.wrongBodies === 0)
      .filter((cell) => !told.some((gate) => isAbout(gate, scenario, cell)))
      .map((cell) => ({ scenario, cell, size: measureChange(scenario, cell) })),
  );
  const sorted = changes.toSorted((a, b) => b.size - a.size);
  return (['worse', 'better'] as const).flatMap((kind) =>
    sorted
      .filter(({ cell }) => cell.verdict === kind)
      .map(({ scenario, cell }) => describeChange(document, kind, scenario, cell)),
  );
}

function isAbout(gate: GateResult, scenario: ScenarioResult, cell: Cell): boolean {
  return (
    gate.scenario === scenario.scenario &&
    gate.loadId === scenario.load.id &&
    gate.variantId === cell.variantId &&
    gate.metric === scenario.primaryMetric
  );
}

/** Size of the effect at the bound nearer to none, on the log scale, so that only what is sure counts. */
function measureChange(scenario: ScenarioResult, cell: Cell): number {
  const comparison = findComparison(cell, scenario.primaryMetric);
  const bounds = [comparison?.ratioLower, comparison?.ratioUpper].filter((bound) => bound != null);
  return bounds.length === 0 ? 0 : Math.min(...bounds.map((bound) => Math.abs(Math.log(bound))));
}

function describeChange(
  document: ResultDocument,
  kind: 'worse' | 'better',
  scenario: ScenarioResult,
  cell: Cell,
): Finding {
  const comparison = findComparison(cell, scenario.primaryMetric);
  const difference = comparison && formatDifference(comparison);
  const what = {
    ...{ kind, label: findLabel(indexVariants(document), cell.variantId) },
    place: describePlace(document, scenario.scenario, scenario.load.id)(english),
  };
  const text =
    difference === undefined
      ? english.findings.change(what)
      : english.findings.changeBy({
          ...{ ...what, ...difference, metric: scenario.primaryMetric },
          hasInterval: difference.interval !== '',
        });
  return { kind, sign: kind === 'worse' ? '▼' : '▲', text };
}

/** In the order of the document; empty where every checked answer was right. */
export function listWrongAnswers(document: ResultDocument): readonly WrongAnswers[] {
  const variants = indexVariants(document);
  const failed = listGates(document).filter(
    (gate) => gate.metric === 'wrongBodies' && gate.status === 'fail',
  );
  return document.scenarios.flatMap(({ scenario, load, cells }) =>
    cells
      .filter((cell) => cell.wrongBodies > 0)
      .map(({ variantId, wrongBodies, checkedBodies }): WrongAnswers => {
        const label = findLabel(variants, variantId);
        const [wrong, checked] = [formatCount(wrongBodies), formatCount(checkedBodies)];
        const isGated = failed.some(
          (gate) =>
            gate.scenario === scenario && gate.loadId === load.id && gate.variantId === variantId,
        );
        const place = describePlace(document, scenario, load.id)(english);
        const text = english.findings.wrong({ label, place, wrong, checked });
        return { scenario, loadId: load.id, variantId, label, text, isGated };
      }),
  );
}
