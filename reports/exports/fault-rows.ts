// The rows of a document of faults.

import {
  type FaultInterval,
  faultMetricNames,
  faultMetrics,
  readFaultNumber,
} from '../document/fault-metrics.ts';
import type { FaultFigures, FaultsDocument } from '../document/faults.ts';
import { toPlainText } from '../document/messages/sentence.ts';
import { findSeverity } from '../figures/fault-ranking.ts';
import { findLabel, indexVariants } from '../figures/lookup.ts';
import { english } from '../language/catalogue.ts';
import { titleFault } from '../language/tell.ts';
import { say } from '../terminal/say.ts';
import { buildFaultFinding } from '../verdict/build-fault-finding.ts';
import {
  describeRunFacts,
  type FaultRow,
  type FaultRows,
  type Figure,
  type RunFacts,
  type Series,
} from './model.ts';

/** Of an invalid run no gate is judged and no figure is recordable; wrong data are wrong in any case. */
export function listFaultRows(document: FaultsDocument): FaultRows {
  const { validity, faults, baselineId } = document;
  const { settings, audit } = faults;
  const variants = indexVariants(document);
  const isValid = validity.status === 'valid';
  const { best, more, data } = buildFaultFinding(document);
  const { groupsEnded, groupsPlanned } = faults;
  const facts = describeRunFacts(document, { groupsEnded, groupsPlanned });
  const cells = faults.cells.map((cell): FaultRow => {
    const { figures } = cell;
    const isRecordable = isValid && figures?.audit.status !== 'violated';
    return {
      ...{ ...cell, label: findLabel(variants, cell.variantId) },
      isBaseline: cell.variantId === baselineId,
      recordable: isRecordable && figures !== null ? figures : undefined,
      severity: figures === null ? '' : english.faults.severity[findSeverity(figures, settings)],
    };
  });
  return {
    run: facts,
    series: cells.flatMap((cell) => listSeries(cell, facts, settings.scenario)),
    ...{ isValid, checks: validity.checks },
    failedChecks: validity.checks.filter(({ status }) => status === 'failed'),
    gates: faults.gates.map(({ name, outcome, variantId, faultId, reason }) => ({
      ...{ name, variantId, label: findLabel(variants, variantId) },
      ...{ scenario: settings.scenario, placeId: faultId },
      ...{ message: reason.text, advice: null, measured: undefined },
      outcome: isValid ? `fault-gate-${outcome}` : 'invalid-run',
      status: isValid ? outcome : 'error',
    })),
    ...{ scenario: settings.scenario, rateRps: settings.rateRps, audit },
    auditText: say(data),
    cells,
    faults: faults.faults.map((fault) => ({
      id: fault.id,
      title: toPlainText(titleFault(fault)(english)),
    })),
    variants: document.variants.map(({ id, label }) => ({ id, label })),
    ...{ heading: english.faults.title, gatesHeading: english.faults.gatesTitle },
    best: best(english),
    more: [...more, data].map((message) => message(english)),
  };
}

function listSeries(
  { recordable, variantId, faultId, label }: FaultRow,
  run: RunFacts,
  scenario: string,
): Series[] {
  if (recordable === undefined) return [];
  const labels = { experiment: run.name, scenario, fault: faultId, variant: variantId };
  const { groups } = recordable;
  return [{ run, labels, label, groups, isExercised: undefined, figures: listFigures(recordable) }];
}

/** Nothing where it was not measured, or where its end was not seen: as a number it would be a good one. */
function listFigures(figures: FaultFigures): Figure[] {
  const own = faultMetricNames.flatMap((metric): Figure[] => {
    const { id, name, unit, isTrend } = faultMetrics[metric];
    const { value, interval } = readFaultNumber(figures, metric);
    const isHigherBetter = faultMetrics[metric].better === 'higher';
    const facts = { metric, id, name, unit, isHigherBetter, isDifference: false, isTrend };
    return value === null ? [] : [{ ...facts, value, ...boundBy(interval) }];
  });
  const { comparison } = figures;
  if (comparison === null) return own;
  const difference: Figure = {
    ...{ metric: 'availabilityDifference', id: 'availabilityLessBaseline', name: 'availability' },
    ...{ unit: 'ratio', isHigherBetter: true, isDifference: true, isTrend: true },
    ...{ value: comparison.availabilityDifference, ...boundBy(comparison.interval) },
  };
  return [...own, difference];
}

function boundBy(interval: FaultInterval | null) {
  return { lower: interval?.low ?? null, upper: interval?.high ?? null, confidence: 0.95 };
}
