// Writes a run as OpenMetrics text: figures, differences to the baseline, gates, validity.

import type { FaultsDocument } from '../document/faults.ts';
import type { GateStatus } from '../document/gates.ts';
import { metricNames, metrics } from '../document/metrics.ts';
import type { ResultDocument, ScenarioResult } from '../document/result.ts';
import { isTrusted } from '../figures/lookup.ts';
import { listTrendCells } from '../figures/trend-cells.ts';
import { listGates } from '../gates/gate-results.ts';
import { isExercised } from '../verdict/build-exercise.ts';
import {
  type Family,
  gauge,
  listStates,
  renderFamilies,
  type Sample,
  scaleFigure,
} from './exposition.ts';
import { familyOf } from './families.ts';
import { describeFaults } from './fault-families.ts';

/** OpenMetrics 1.0, `# EOF` at its end. */
export function renderOpenmetrics(document: ResultDocument, faults?: FaultsDocument): string {
  return renderFamilies([
    ...describeRun(document),
    describeGates(document),
    describeWrongAnswers(document),
    describeExercise(document),
    ...describeDifferences(document),
    ...describeFigures(document),
    ...(faults === undefined ? [] : describeFaults(faults)),
  ]);
}

function labelsOf(document: ResultDocument, scenario: ScenarioResult, variant: string) {
  return {
    ...{ experiment: document.run.name, scenario: scenario.scenario },
    ...{ load: scenario.load.id, variant },
  };
}

/** The same of a run that injected faults alone. */
export function renderFaultMetrics(document: FaultsDocument): string {
  const { run, environment } = document;
  const labels = {
    ...{ experiment: run.name, run: run.id, seed: String(run.seed) },
    ...{ fingerprint: environment.fingerprint, version: environment.loadstoneVersion },
  };
  return renderFamilies([describeInfo(labels), ...describeFaults(document)]);
}

function describeInfo(labels: Sample['labels']): Family {
  const samples = [{ labels, value: 1 }];
  return { name: 'loadstone_run', type: 'info', unit: undefined, help: 'The run.', samples };
}

function describeRun(document: ResultDocument): Family[] {
  const experiment = document.run.name;
  const info = {
    ...{ experiment, run: document.run.id, plan: document.run.planHash },
    ...{ seed: String(document.run.seed), fingerprint: document.environment.fingerprint },
    version: document.environment.loadstoneVersion,
  };
  const checks = new Map(
    document.validity.checks.map((check) => [
      check.name,
      { labels: { experiment, check: check.name }, value: check.status === 'failed' ? 0 : 1 },
    ]),
  );
  const valid = { labels: { experiment }, value: isTrusted(document) ? 1 : 0 };
  return [
    describeInfo(info),
    gauge('loadstone_valid', '1 where the run supports a verdict.', [valid]),
    gauge('loadstone_check_passed', '0 where a validity check failed.', [...checks.values()]),
  ];
}

const statuses: readonly GateStatus[] = ['pass', 'fail', 'inconclusive', 'error'];

/** A state set: one sample a status, 1 for the one that holds. The same gate is written once. */
function describeGates(document: ResultDocument): Family {
  const gates = new Map(
    listGates(document).map((gate) => [
      JSON.stringify([gate.gate, gate.scenario, gate.loadId, gate.variantId, gate.metric]),
      gate,
    ]),
  );
  const samples = [...gates.values()].flatMap((gate) =>
    listStates('loadstone_gate', statuses, gate.status, {
      ...{ experiment: document.run.name, gate: gate.gate, metric: gate.metric },
      ...{ scenario: gate.scenario, load: gate.loadId, variant: gate.variantId },
    }),
  );
  const help = 'Whether a gate of the config holds.';
  return { name: 'loadstone_gate', type: 'stateset', unit: undefined, help, samples };
}

function describeWrongAnswers(document: ResultDocument): Family {
  const samples = document.scenarios.flatMap((scenario) =>
    scenario.cells
      .filter((cell) => cell.verdict !== 'not-run')
      .map((cell) => ({
        labels: labelsOf(document, scenario, cell.variantId),
        value: cell.wrongBodies,
      })),
  );
  return gauge('loadstone_wrong_answers', 'Checked answers with wrong content.', samples);
}

function describeExercise(document: ResultDocument): Family {
  const samples = listTrendCells(document).flatMap(({ scenario, cell }) => {
    const exercised = isExercised(document, scenario, cell);
    if (exercised === undefined) return [];
    return [{ labels: labelsOf(document, scenario, cell.variantId), value: exercised ? 1 : 0 }];
  });
  const help = '0 where the variant is not exercised by this scenario and so has no difference.';
  return gauge('loadstone_exercised', help, samples);
}

function describeDifferences(document: ResultDocument): Family[] {
  const samples = (bound: 'ratio' | 'ratioLower' | 'ratioUpper'): Sample[] =>
    listTrendCells(document).flatMap(({ scenario, cell }) =>
      cell.comparisons.flatMap((comparison) => {
        const value = comparison[bound];
        if (value === null) return [];
        const { metric } = comparison;
        return [{ labels: { ...labelsOf(document, scenario, cell.variantId), metric }, value }];
      }),
    );
  const describe = (stem: string, help: string, bound: Parameters<typeof samples>[0]) =>
    gauge(`loadstone_difference${stem}_ratio`, help, samples(bound), 'ratio');
  return [
    describe(
      '',
      'Variant divided by baseline within each group, then over groups: not the quotient of the two figures.',
      'ratio',
    ),
    describe('_lower', 'Lower bound of the interval on the difference.', 'ratioLower'),
    describe('_upper', 'Upper bound of the interval on the difference.', 'ratioUpper'),
  ];
}

function describeFigures(document: ResultDocument): Family[] {
  const currency = document.run.prices?.currency;
  return metricNames.map((metric) => {
    const { name, unit, help, scale } = familyOf(metric);
    const samples = listTrendCells(document).flatMap(({ scenario, cell }): Sample[] => {
      const value = cell.metrics.find((estimate) => estimate.metric === metric)?.value ?? null;
      if (value === null) return [];
      const labels = labelsOf(document, scenario, cell.variantId);
      const isPriced = metrics[metric].unit === 'currency' && currency !== undefined;
      const scaled = scaleFigure(value, scale);
      return [{ labels: isPriced ? { ...labels, currency } : labels, value: scaled }];
    });
    return gauge(name, help, samples, unit);
  });
}
