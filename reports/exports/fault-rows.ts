// The rows of a document of faults.

import type { FaultFigures, FaultInterval, FaultsDocument } from '../document/faults.ts';
import { findSeverity } from '../figures/fault-standing.ts';
import { describeAudit } from '../figures/faults.ts';
import { findLabel, indexVariants } from '../figures/lookup.ts';
import { english } from '../language/catalogue.ts';
import { toPlainText } from '../language/sentence.ts';
import { buildFaultFinding } from '../verdict/build-fault-finding.ts';
import type { FaultFigure, FaultRow, FaultRows, Figure, RunFacts, Series } from './model.ts';

/** Of an invalid run no gate is judged and no figure is recordable; wrong data are wrong in any case. */
export function listFaultRows(document: FaultsDocument): FaultRows {
  const { run, environment, validity, faults, baselineId } = document;
  const { settings, audit } = faults;
  const variants = indexVariants(document);
  const isValid = validity.status === 'valid';
  const { best, more, data } = buildFaultFinding(document);
  const facts: RunFacts = {
    ...{ id: run.id, name: run.name, seed: run.seed, planHash: undefined },
    ...{ startedAt: run.startedAt, reproduceCommand: run.reproduceCommand },
    elapsedMs: Math.max(0, Date.parse(run.endedAt) - Date.parse(run.startedAt)),
    ...{ groupsEnded: faults.groupsEnded, groupsPlanned: faults.groupsPlanned },
    ...{ hostname: environment.hostname, fingerprint: environment.fingerprint },
    ...{ loadstoneVersion: environment.loadstoneVersion, currency: undefined },
  };
  const cells = faults.cells.map((cell): FaultRow => {
    const { figures } = cell;
    const isRecordable = isValid && figures?.audit.status !== 'violated';
    return {
      ...{ ...cell, label: findLabel(variants, cell.variantId) },
      isBaseline: cell.variantId === baselineId,
      recordable: isRecordable && figures !== null ? figures : undefined,
      severity: figures === null ? '' : english.faults.severity(findSeverity(figures, settings)),
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
      ...{ message: reason, advice: null, measured: undefined },
      outcome: isValid ? `fault-gate-${outcome}` : 'invalid-run',
      status: isValid ? outcome : 'error',
    })),
    ...{ scenario: settings.scenario, rateRps: settings.rateRps, audit },
    auditText: describeAudit(audit),
    cells,
    faults: faults.faults.map((fault) => ({
      id: fault.id,
      title: toPlainText(english.faults.faultTitle(fault)),
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

type FigureFacts = Pick<Figure, 'id' | 'name' | 'unit' | 'isHigherBetter' | 'isDifference'> & {
  readonly isTrend: boolean;
  /** Nothing where it was not measured, or where its end was not seen: as a number it would be a good one. */
  readonly read: (figures: FaultFigures) => number | null | undefined;
  readonly interval?: (figures: FaultFigures) => FaultInterval | null | undefined;
};

const lower = { isHigherBetter: false, isDifference: false, isTrend: true };
const share = { unit: 'ratio', isHigherBetter: true, isDifference: false, isTrend: true };

const faultFigures: Readonly<Record<FaultFigure, FigureFacts>> = {
  availability: {
    ...{ ...share, id: 'availabilityRatio', name: 'availability' },
    read: ({ availability }) => availability.ratio,
    interval: ({ availability }) => availability.interval,
  },
  availabilityDifference: {
    ...{ ...share, id: 'availabilityLessBaseline', name: 'availability', isDifference: true },
    read: ({ comparison }) => comparison?.availabilityDifference,
    interval: ({ comparison }) => comparison?.interval,
  },
  errorBudgetBurn: {
    ...{ ...lower, id: 'errorBudgetBurn', name: 'error budget burned', unit: 'budgets' },
    read: ({ budgetBurn }) => budgetBurn,
  },
  longestOutage: {
    ...{ ...lower, id: 'longestOutageMs', name: 'longest outage', unit: 'ms' },
    read: ({ longestOutage }) => longestOutage.medianMs,
  },
  recovery: {
    ...{ ...lower, id: 'recoveryMs', name: 'time to recover', unit: 'ms' },
    read: ({ recover }) => recover.medianMs,
  },
  userUptime: {
    ...{ ...share, id: 'userUptimeRatio', name: 'user uptime', isTrend: false },
    read: ({ userUptime }) => userUptime?.ratio,
  },
  detection: {
    ...{ ...lower, id: 'detectionMs', name: 'time to detect', unit: 'ms', isTrend: false },
    read: ({ detect }) => detect.medianMs,
  },
  lostService: {
    ...{ ...lower, id: 'lostServiceS', name: 'lost service', unit: 's', isTrend: false },
    read: ({ lostServiceS }) => lostServiceS,
  },
};

function listFigures(figures: FaultFigures): Figure[] {
  return (Object.keys(faultFigures) as FaultFigure[]).flatMap((metric) => {
    const { read, interval, ...facts } = faultFigures[metric];
    const value = read(figures) ?? null;
    const { low = null, high = null } = interval?.(figures) ?? {};
    return value === null
      ? []
      : [{ metric, ...facts, value, lower: low, upper: high, confidence: 0.95 }];
  });
}
