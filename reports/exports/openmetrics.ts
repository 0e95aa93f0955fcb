// OpenMetrics text, in base units, for a textfile collector or GitLab's metrics report; each family stands once.

import type { FaultAudit } from '../document/faults.ts';
import type { GateStatus } from '../document/gates.ts';
import { type Metric, metricNames, metrics } from '../document/metrics.ts';
import { cleanText } from '../figures/clean-text.ts';
import { auditFigures, countAudited } from '../figures/faults.ts';
import type {
  ComparisonRows,
  ExportedRun,
  ExportFormat,
  FaultFigure,
  FaultRow,
  FaultRows,
  GateRow,
  RunFacts,
  RunPart,
} from './model.ts';

export const openmetrics: ExportFormat = {
  fileName: 'metrics.txt',
  description: 'OpenMetrics text',
  says: ['compare', 'faults'],
  render: renderOpenmetrics,
};

interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

interface Family {
  readonly name: string;
  readonly type: 'gauge' | 'stateset' | 'info';
  readonly unit: string | undefined;
  readonly help: string;
  readonly samples: readonly Sample[];
}

/** A family of gauges; with a unit its name ends in it. */
function gauge(name: string, help: string, samples: readonly Sample[], unit?: string): Family {
  return { name, type: 'gauge', unit, help, samples };
}

/** Samples of a state set: one a state, 1 for the one that holds. */
function listStates<State extends string>(
  name: string,
  states: readonly State[],
  holding: State,
  labels: Sample['labels'],
): Sample[] {
  return states.map((state) => ({
    labels: { ...labels, [name]: state },
    value: state === holding ? 1 : 0,
  }));
}

/** In the unit of a family, with twelve digits: what a factor adds to the last ones is not measured. */
function scaleFigure(value: number, scale: number): number {
  return Number((value * scale).toPrecision(12));
}

/** OpenMetrics 1.0, `# EOF` at its end. Of an invalid run only its checks, gates and counts of what is wrong. */
function renderOpenmetrics({ comparison, faults }: ExportedRun): string {
  const run = (comparison ?? faults)?.run;
  return renderFamilies([
    ...(run === undefined ? [] : [describeRun(run)]),
    ...(comparison
      ? [
          ...describeValidity(
            'loadstone',
            ['1 where the run supports a verdict.', '0 where a validity check failed.'],
            comparison,
          ),
          describeGates(
            'loadstone_gate',
            'Whether a gate of the config holds.',
            comparison.gates,
            (gate) => ({
              ...{ experiment: comparison.run.name, gate: gate.name },
              metric: gate.measured?.metric ?? '',
              ...{ scenario: gate.scenario, load: gate.placeId, variant: gate.variantId },
            }),
          ),
          ...describeVariants(comparison),
          ...describeDifferences(comparison),
          ...describeFigures(comparison),
        ]
      : []),
    ...(faults ? describeFaults(faults) : []),
  ]);
}

function describeRun(run: RunFacts): Family {
  const labels = {
    ...{ experiment: run.name, run: run.id },
    ...(run.planHash !== undefined && { plan: run.planHash }),
    ...{ seed: String(run.seed), fingerprint: run.fingerprint, version: run.loadstoneVersion },
  };
  const samples = [{ labels, value: 1 }];
  return { name: 'loadstone_run', type: 'info', unit: undefined, help: 'The run.', samples };
}

function describeValidity(
  prefix: string,
  help: readonly [string, string],
  { run, checks, isValid }: RunPart,
): Family[] {
  const experiment = run.name;
  const passed = new Map(
    checks.map(({ name, status }): [string, Sample] => [
      name,
      { labels: { experiment, check: name }, value: status === 'failed' ? 0 : 1 },
    ]),
  );
  const valid = { labels: { experiment }, value: isValid ? 1 : 0 };
  return [
    gauge(`${prefix}_valid`, help[0], [valid]),
    gauge(`${prefix}_check_passed`, help[1], [...passed.values()]),
  ];
}

const statuses: readonly GateStatus[] = ['pass', 'fail', 'inconclusive', 'error'];

/** A state set: one sample a status, 1 for the one that holds. The same gate is written once. */
function describeGates(
  name: string,
  help: string,
  gates: readonly GateRow[],
  labelsOf: (gate: GateRow) => Sample['labels'],
): Family {
  const samples = new Map(
    gates.map((gate) => {
      const labels = labelsOf(gate);
      return [JSON.stringify(labels), listStates(name, statuses, gate.status, labels)];
    }),
  );
  return { name, type: 'stateset', unit: undefined, help, samples: [...samples.values()].flat() };
}

function describeVariants({ run, scenarios, series }: ComparisonRows): Family[] {
  const wrong = scenarios
    .flatMap(({ rows }) => rows)
    .filter(({ verdict }) => verdict !== 'not-run')
    .map(({ scenario, loadId: load, variantId: variant, wrongBodies: value }) => ({
      ...{ labels: { experiment: run.name, scenario, load, variant }, value },
    }));
  const exercised = series.flatMap(({ labels, isExercised }) =>
    isExercised === undefined ? [] : [{ labels, value: isExercised ? 1 : 0 }],
  );
  const help = '0 where the variant is not exercised by this scenario and so has no difference.';
  return [
    gauge('loadstone_wrong_answers', 'Checked answers with wrong content.', wrong),
    gauge('loadstone_exercised', help, exercised),
  ];
}

function describeDifferences({ series }: ComparisonRows): Family[] {
  const describe = (stem: string, help: string, bound: 'value' | 'lower' | 'upper') => {
    const samples = series.flatMap(({ labels, figures }) =>
      figures.flatMap(({ metric, isDifference, [bound]: value }): Sample[] =>
        isDifference && value !== null ? [{ labels: { ...labels, metric }, value }] : [],
      ),
    );
    return gauge(`loadstone_difference${stem}_ratio`, help, samples, 'ratio');
  };
  return [
    describe(
      '',
      'Variant divided by baseline within each group, then over groups: not the quotient of the two figures.',
      'value',
    ),
    describe('_lower', 'Lower bound of the interval on the difference.', 'lower'),
    describe('_upper', 'Upper bound of the interval on the difference.', 'upper'),
  ];
}

function describeFigures({ run, series }: ComparisonRows): Family[] {
  return metricNames.map((metric) => {
    const { unit: given, openMetrics } = metrics[metric];
    const { unit, scale } = bases[given];
    const priced = given === 'currency' && run.currency !== undefined && { currency: run.currency };
    const samples = series.flatMap(({ labels, figures }): Sample[] => {
      const figure = figures.find((one) => one.metric === metric && !one.isDifference);
      if (figure === undefined) return [];
      return [{ labels: { ...labels, ...priced }, value: scaleFigure(figure.value, scale) }];
    });
    const name = `loadstone_${openMetrics.stem}${unit === undefined ? '' : `_${unit}`}`;
    return gauge(name, openMetrics.help, samples, unit);
  });
}

/** The base unit of a unit, and what a figure is scaled by; undefined where it has none and the name says it. */
const bases: Readonly<Record<Metric['unit'], { readonly unit?: string; readonly scale: number }>> =
  {
    'req/s': { scale: 1 },
    µs: { unit: 'seconds', scale: 1e-6 },
    ratio: { unit: 'ratio', scale: 1 },
    calls: { scale: 1 },
    pages: { scale: 1 },
    bytes: { unit: 'bytes', scale: 1 },
    currency: { scale: 1 },
  };

/** `loadstone_faults_…` is of the whole run; `loadstone_fault_…` of a variant under a fault. */
function describeFaults(faults: FaultRows): Family[] {
  const experiment = faults.run.name;
  const measured = faults.cells.flatMap((cell) =>
    cell.figures === null
      ? []
      : [{ labels: faultLabelsOf(faults, cell), audit: cell.figures.audit }],
  );
  return [
    ...describeValidity(
      'loadstone_faults',
      ['1 where the faults of the run support a finding.', '0 where a check failed.'],
      faults,
    ),
    ...describeAudits('loadstone_faults', [{ labels: { experiment }, audit: faults.audit }]),
    ...describeAudits('loadstone_fault', measured),
    describeGates(
      'loadstone_fault_gate',
      'Whether a gate holds under a fault.',
      faults.gates,
      ({ name, placeId, variantId }) => ({
        ...faultLabelsOf(faults, { faultId: placeId, variantId }),
        gate: name,
      }),
    ),
    ...describeFaultFigures(faults),
  ];
}

function faultLabelsOf(
  { run, scenario }: FaultRows,
  { variantId, faultId }: Pick<FaultRow, 'variantId' | 'faultId'>,
): Sample['labels'] {
  return { experiment: run.name, scenario, fault: faultId, variant: variantId };
}

interface LabelledAudit {
  readonly labels: Sample['labels'];
  readonly audit: FaultAudit;
}

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

/** By the end of their names, in the order in which they stand. */
const faultFamilies: Readonly<
  Record<FaultFigure, { readonly stem: string; readonly help: string }>
> = {
  availability: {
    stem: 'availability',
    help: 'Share of good requests from the injection to the end of the observation.',
  },
  userUptime: {
    stem: 'user_uptime',
    help: 'Share of the time of simulated users that was up from the injection on.',
  },
  availabilityDifference: {
    stem: 'availability_difference',
    help: 'Availability less that of the baseline.',
  },
  longestOutage: {
    stem: 'longest_outage',
    help: 'Longest outage, median of the groups; absent where its end was not seen.',
  },
  detection: {
    stem: 'detection',
    help: 'From the injection until users noticed; absent where they did not.',
  },
  recovery: {
    stem: 'recovery',
    help: 'From the start of healing until all was as before; absent where that was not seen.',
  },
  errorBudgetBurn: {
    stem: 'error_budget_burn',
    help: 'Errors over those that the SLO allows.',
  },
  lostService: { stem: 'lost_service', help: 'Missing goodput as full outage.' },
};

const baseUnits: Readonly<Record<string, string | undefined>> = {
  ...{ ratio: 'ratio', ms: 'seconds', s: 'seconds' },
};

function describeFaultFigures(faults: FaultRows): Family[] {
  const { series } = faults;
  const groups = series.map(({ labels, groups: value }) => ({ labels, value }));
  const families = (Object.keys(faultFamilies) as FaultFigure[]).flatMap((metric) => {
    const { stem, help } = faultFamilies[metric];
    const describe = (suffix: string, words: string, bound: 'value' | 'lower' | 'upper') => {
      const found = series.flatMap(({ labels, figures }) =>
        figures.filter((one) => one.metric === metric).map((figure) => ({ labels, figure })),
      );
      const unit = baseUnits[found[0]?.figure.unit ?? ''];
      const samples = found.flatMap(
        ({ labels, figure: { unit: own, [bound]: value } }): Sample[] =>
          value === null
            ? []
            : [{ labels, value: own === 'ms' ? scaleFigure(value, 1e-3) : value }],
      );
      const end = unit === undefined ? '' : `_${unit}`;
      return gauge(`loadstone_fault_${stem}${suffix}${end}`, words, samples, unit);
    };
    return [
      describe('', help, 'value'),
      describe('_lower', 'Lower bound of it.', 'lower'),
      describe('_upper', 'Upper bound of it.', 'upper'),
    ];
  });
  const cells = faults.cells.flatMap((cell) =>
    cell.recordable === undefined
      ? []
      : [{ labels: faultLabelsOf(faults, cell), figures: cell.recordable }],
  );
  // Phases are parts of the load: none of them holds another.
  const phases = cells.flatMap(({ labels, figures }) =>
    (['before', 'during', 'after'] as const).map((phase) => ({
      ...{ labels: { ...labels, phase }, value: figures[phase].availability.ratio },
    })),
  );
  // Without it a time that is absent could not be told from one that was not measured.
  const censored = cells.flatMap(({ labels, figures: { longestOutage, detect, recover } }) =>
    Object.entries({ longest_outage: longestOutage, detection: detect, recovery: recover }).map(
      ([time, of]) => ({ labels: { ...labels, time }, value: of.censored }),
    ),
  );
  const name = 'loadstone_fault_phase_availability_ratio';
  return [
    gauge('loadstone_fault_groups', 'Episodes that the figures are over.', groups),
    ...families,
    gauge(name, 'Share of good requests by phase.', phases, 'ratio'),
    gauge(
      'loadstone_fault_censored_groups',
      'Groups in which the end of a time was not seen.',
      censored,
    ),
  ];
}

/** Families without samples are left out; ends with `# EOF`. */
function renderFamilies(families: readonly Family[]): string {
  const lines = families
    .filter((family) => family.samples.length > 0)
    .flatMap((family) => [
      `# TYPE ${family.name} ${family.type}`,
      ...(family.unit === undefined ? [] : [`# UNIT ${family.name} ${family.unit}`]),
      `# HELP ${family.name} ${escapeText(family.help)}`,
      ...family.samples.map((sample) => renderSample(family, sample)),
    ]);
  return `${[...lines, '# EOF'].join('\n')}\n`;
}

function renderSample({ name, type }: Family, { labels, value }: Sample): string {
  const pairs = Object.entries(labels).map(([key, text]) => `${key}="${escapeText(text)}"`);
  return `${name}${type === 'info' ? '_info' : ''}{${pairs.join(',')}} ${value}`;
}

function escapeText(text: string): string {
  return cleanText(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"');
}
