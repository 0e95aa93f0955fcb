// What faults did as families of OpenMetrics: data, gates, and what users met.

import type { FaultAudit, FaultFigures, FaultsDocument, FaultTime } from '../document/faults.ts';
import type { GateStatus } from '../document/gates.ts';
import { isMeasured, type MeasuredCell } from '../figures/fault-standing.ts';
import { auditFigures, countAudited } from '../figures/faults.ts';
import { listTrendFaults } from '../figures/trend-cells.ts';
import { type Family, gauge, listStates, type Sample, scaleFigure } from './exposition.ts';

/** Wrong data are told of an invalid run too, its figures are not; nor are those of a cell with wrong data. */
export function describeFaults(document: FaultsDocument): Family[] {
  const { run, validity, faults } = document;
  const experiment = run.name;
  const checks = new Map(
    validity.checks.map(({ name, status }): [string, Sample] => [
      name,
      { labels: { experiment, check: name }, value: status === 'failed' ? 0 : 1 },
    ]),
  );
  const valid = { labels: { experiment }, value: validity.status === 'valid' ? 1 : 0 };
  const measured = faults.cells.filter(isMeasured);
  const audits = measured.map((cell) => ({
    ...{ labels: labelsOf(document, cell), audit: cell.figures.audit },
  }));
  return [
    gauge('loadstone_faults_valid', '1 where the faults of the run support a finding.', [valid]),
    gauge('loadstone_faults_check_passed', '0 where a check failed.', [...checks.values()]),
    ...describeAudits('loadstone_faults', [{ labels: { experiment }, audit: faults.audit }]),
    ...describeAudits('loadstone_fault', audits),
    describeGates(document),
    ...describeFigures(document),
  ];
}

function labelsOf(
  { run, faults }: FaultsDocument,
  { variantId, faultId }: Pick<MeasuredCell, 'variantId' | 'faultId'>,
): Sample['labels'] {
  const { scenario } = faults.settings;
  return { experiment: run.name, scenario, fault: faultId, variant: variantId };
}

interface LabelledAudit {
  readonly labels: Sample['labels'];
  readonly audit: FaultAudit;
}

/** `loadstone_faults_…` is of all episodes together, since some findings belong to none of them alone. */
function describeAudits(prefix: string, audits: readonly LabelledAudit[]): Family[] {
  const name = `${prefix}_audit`;
  const states = ['clean', 'violated', 'unknown'] as const;
  const status = audits.flatMap(({ labels, audit }) =>
    listStates(name, states, audit.status, labels),
  );
  // What nobody looked for is no 0.
  const wrong = audits
    .filter(({ audit }) => audit.status !== 'unknown')
    .flatMap(({ labels, audit }) =>
      auditFigures.map((finding) => ({
        ...{ labels: { ...labels, finding }, value: countAudited(audit, finding) },
      })),
    );
  const acknowledged = audits.map(({ labels, audit }) => ({ labels, value: audit.acknowledged }));
  return [
    {
      ...{ name, type: 'stateset', unit: undefined, samples: status },
      help: 'Whether the data are right after the fault.',
    },
    gauge(`${prefix}_wrong_data`, 'Writes and reads that the audit found wrong.', wrong),
    gauge(`${prefix}_acknowledged_writes`, 'Writes that were acknowledged.', acknowledged),
  ];
}

const outcomes: readonly GateStatus[] = ['pass', 'fail', 'inconclusive', 'error'];

/** Of an invalid run none is judged. The same gate is written once. */
function describeGates(document: FaultsDocument): Family {
  const name = 'loadstone_fault_gate';
  const isValid = document.validity.status === 'valid';
  const gates = new Map(
    document.faults.gates.map((gate) => [
      JSON.stringify([gate.name, gate.variantId, gate.faultId]),
      gate,
    ]),
  );
  const samples = [...gates.values()].flatMap((gate) =>
    listStates(name, outcomes, isValid ? gate.outcome : 'error', {
      ...{ ...labelsOf(document, gate), gate: gate.name },
    }),
  );
  const help = 'Whether a gate holds under a fault.';
  return { name, type: 'stateset', unit: undefined, help, samples };
}

interface FigureFamily {
  readonly stem: string;
  readonly unit: 'ratio' | 'seconds' | undefined;
  readonly help: string;
  /** In the unit; nothing where it was not measured or its end was not seen. */
  readonly read: (figures: FaultFigures) => number | null | undefined;
}

const share = (stem: string, help: string, read: FigureFamily['read']): FigureFamily => ({
  ...{ stem, unit: 'ratio', help, read },
});
const time = (stem: string, help: string, read: FigureFamily['read']): FigureFamily => ({
  ...{ stem, unit: 'seconds', help, read },
});
const plain = (stem: string, help: string, read: FigureFamily['read']): FigureFamily => ({
  ...{ stem, unit: undefined, help, read },
});

const figureFamilies: readonly FigureFamily[] = [
  plain('groups', 'Episodes that the figures are over.', (all) => all.groups),
  share(
    'availability',
    'Share of good requests from the injection to the end of the observation.',
    (all) => all.availability.ratio,
  ),
  share('availability_lower', 'Lower bound of it.', (all) => all.availability.interval?.low),
  share('availability_upper', 'Upper bound of it.', (all) => all.availability.interval?.high),
  share(
    'user_uptime',
    'Share of the time of simulated users that was up from the injection on.',
    (all) => all.userUptime?.ratio,
  ),
  share(
    'availability_difference',
    'Availability less that of the baseline.',
    (all) => all.comparison?.availabilityDifference,
  ),
  share(
    'availability_difference_lower',
    'Lower bound of it.',
    (all) => all.comparison?.interval?.low,
  ),
  share(
    'availability_difference_upper',
    'Upper bound of it.',
    (all) => all.comparison?.interval?.high,
  ),
  time(
    'longest_outage',
    'Longest outage, median of the groups; absent where its end was not seen.',
    (all) => toSeconds(all.longestOutage),
  ),
  time('detection', 'From the injection until users noticed; absent where they did not.', (all) =>
    toSeconds(all.detect),
  ),
  time(
    'recovery',
    'From the start of healing until all was as before; absent where that was not seen.',
    (all) => toSeconds(all.recover),
  ),
  plain('error_budget_burn', 'Errors over those that the SLO allows.', (all) => all.budgetBurn),
  time('lost_service', 'Missing goodput as full outage.', (all) => all.lostServiceS),
];

function describeFigures(document: FaultsDocument): Family[] {
  const cells = listTrendFaults(document);
  const families = figureFamilies.map(({ stem, unit, help, read }) => {
    const samples = cells.flatMap((cell): Sample[] => {
      const value = read(cell.figures) ?? null;
      return value === null ? [] : [{ labels: labelsOf(document, cell), value }];
    });
    const suffix = unit === undefined ? '' : `_${unit}`;
    return gauge(`loadstone_fault_${stem}${suffix}`, help, samples, unit);
  });
  return [...families, describePhases(document, cells), describeCensored(document, cells)];
}

function toSeconds({ medianMs }: FaultTime): number | null {
  return medianMs === null ? null : scaleFigure(medianMs, 1e-3);
}

/** Phases are parts of the load: none of them holds another. */
function describePhases(document: FaultsDocument, cells: readonly MeasuredCell[]): Family {
  const samples = cells.flatMap((cell) =>
    (['before', 'during', 'after'] as const).map((phase) => ({
      labels: { ...labelsOf(document, cell), phase },
      value: cell.figures[phase].availability.ratio,
    })),
  );
  const help = 'Share of good requests by phase.';
  return gauge('loadstone_fault_phase_availability_ratio', help, samples, 'ratio');
}

/** Without it a time that is absent could not be told from one that was not measured. */
function describeCensored(document: FaultsDocument, cells: readonly MeasuredCell[]): Family {
  const samples = cells.flatMap((cell) => {
    const { longestOutage, detect, recover } = cell.figures;
    const counts = { longest_outage: longestOutage, detection: detect, recovery: recover };
    return Object.entries(counts).map(([time, { censored }]) => ({
      ...{ labels: { ...labelsOf(document, cell), time }, value: censored },
    }));
  });
  const help = 'Groups in which the end of a time was not seen.';
  return gauge('loadstone_fault_censored_groups', help, samples);
}
