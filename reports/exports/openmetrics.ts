// OpenMetrics text, in base units, for a textfile collector or GitLab's metrics report; each family stands once.

import { faultMetricNames, faultMetrics, findFaultTime } from '../document/fault-metrics.ts';
import type { FaultAudit } from '../document/faults.ts';
import type { GateStatus } from '../document/gates.ts';
import { metricNames, metrics } from '../document/metrics.ts';
import { cleanText } from '../figures/clean-text.ts';
import { auditFigures, countAudited } from '../figures/faults.ts';
import type {
  ComparisonRows,
  ExportedRun,
  ExportFormat,
  FaultFigure,
  FaultRow,
  FaultRows,
  Figure,
  GateRow,
  RunFacts,
  RunPart,
  Series,
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

/** In the unit of a family, with twelve digits: what arithmetic adds to the last ones is not measured. */
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
  const pick = ({ isDifference }: Figure) => isDifference;
  return describeSeries(series, pick, 'loadstone_difference', {
    unit: 'ratio',
    help: [
      'Variant divided by baseline within each group, then over groups: not the quotient of the two figures.',
      'Lower bound of the interval on the difference.',
      'Upper bound of the interval on the difference.',
    ],
    labelsOf: ({ metric }) => ({ metric }),
  });
}

function describeFigures({ run, series }: ComparisonRows): Family[] {
  return metricNames.flatMap((metric) => {
    const { unit, openMetrics } = metrics[metric];
    const priced = unit === 'currency' && run.currency !== undefined && { currency: run.currency };
    const pick = (figure: Figure) => figure.metric === metric && !figure.isDifference;
    return describeSeries(series, pick, `loadstone_${openMetrics.stem}`, {
      ...{ unit, help: [openMetrics.help] },
      labelsOf: () => ({ ...priced }),
    });
  });
}

interface SeriesWords {
  /** Of the figures, as their table has it. */
  readonly unit: string;
  /** Of the value, and where they are told of its lower and upper bound. */
  readonly help: readonly string[];
  /** Besides those of the series. */
  readonly labelsOf?: (figure: Figure) => Sample['labels'];
}

/** A family for a figure of every series, and one for each of its bounds that is told; in the base unit. */
function describeSeries(
  series: readonly Series[],
  pick: (figure: Figure) => boolean,
  name: string,
  { unit: given, help, labelsOf = () => ({}) }: SeriesWords,
): Family[] {
  const { unit, scale } = bases[given] ?? { scale: 1 };
  const found = series.flatMap(({ labels, figures }) =>
    figures.filter(pick).map((figure) => ({ labels: { ...labels, ...labelsOf(figure) }, figure })),
  );
  return help.map((words, index) => {
    const bound = (['value', 'lower', 'upper'] as const)[index] ?? 'value';
    const samples = found.flatMap(({ labels, figure: { [bound]: value } }): Sample[] =>
      value === null ? [] : [{ labels, value: scaleFigure(value, scale) }],
    );
    const stem = bound === 'value' ? name : `${name}_${bound}`;
    return gauge(unit === undefined ? stem : `${stem}_${unit}`, words, samples, unit);
  });
}

/** The base unit of a unit, and what a figure is scaled by; of any other the name says it. */
const bases: Readonly<Record<string, { readonly unit: string; readonly scale: number }>> = {
  µs: { unit: 'seconds', scale: 1e-6 },
  ms: { unit: 'seconds', scale: 1e-3 },
  s: { unit: 'seconds', scale: 1 },
  ratio: { unit: 'ratio', scale: 1 },
  bytes: { unit: 'bytes', scale: 1 },
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

interface FaultFamily {
  readonly metric: FaultFigure;
  readonly unit: string;
  /** The end of its name. */
  readonly stem: string;
  readonly help: string;
}

/** The difference stands behind the shares. */
function listFaultFamilies(): readonly FaultFamily[] {
  const own = faultMetricNames.flatMap((metric) => {
    const { kind, unit, openMetrics } = faultMetrics[metric];
    return openMetrics === null ? [] : [{ metric, kind, unit, ...openMetrics }];
  });
  return [
    ...own.filter(({ kind }) => kind === 'share'),
    {
      ...{ metric: 'availabilityDifference', unit: 'ratio' },
      stem: 'availability_difference',
      help: 'Availability less that of the baseline.',
    },
    ...own.filter(({ kind }) => kind !== 'share'),
  ];
}

function describeFaultFigures(faults: FaultRows): Family[] {
  const { series } = faults;
  const groups = series.map(({ labels, groups: value }) => ({ labels, value }));
  const families = listFaultFamilies().flatMap(({ metric, unit, stem, help }) =>
    describeSeries(series, (figure) => figure.metric === metric, `loadstone_fault_${stem}`, {
      ...{ unit, help: [help, 'Lower bound of it.', 'Upper bound of it.'] },
    }),
  );
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
  const censored = cells.flatMap(({ labels, figures }) =>
    faultMetricNames.flatMap((metric) => {
      const found = findFaultTime(figures, metric);
      const time = faultMetrics[metric].openMetrics?.stem;
      if (found === undefined || time === undefined) return [];
      return [{ labels: { ...labels, time }, value: found.censored }];
    }),
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
