// `loadstone slices`: which slice length compares best on this machine, measured on identical services.

import { countOf } from '../../../reports/document/messages/count.ts';
import { metrics } from '../../../reports/document/metrics.ts';
import { renderPlainJson } from '../../../reports/json/render-json.ts';
import type { ClosedLoad } from '../../drivers/driver.ts';
import { findDriverWith } from '../../drivers/registry.ts';
import { LoadstoneError } from '../../errors.ts';
import { hashPlan } from '../../plan/plan-hash.ts';
import { buildGenerator } from '../../plan/random.ts';
import type { Experiment, PlannedLoad } from '../../spec/experiment.ts';
import { removeEmptyRun } from '../../store/run-folder.ts';
import {
  countSlices,
  createPrecisionStudy,
  type PrecisionRow,
  studiedGroupCounts,
  studiedMetrics,
  summarisePrecision,
} from '../../tools/slices/precision-study.ts';
import {
  buildTwins,
  quadsOf,
  runSliceStudy,
  type SliceLengthRow,
  summariseQuads,
} from '../../tools/slices/quad-study.ts';
import { noEarlierPart, runTrials } from '../../trial/run-trials.ts';
import type { TrialListener } from '../../trial/trial-context.ts';
import { type AddCommand, addSelection, runsOption } from '../command.ts';
import { openMeasuredRun } from '../opened-run.ts';
import { openRunServices } from '../run-services.ts';
import { parseDurationMs, parseSelection, planRun, type SelectionOptions } from '../selection.ts';
import { type TerminalIo, tellProgress } from '../terminal-io.ts';

export const addSlices: AddCommand = (program, { io, signal }) =>
  addSelection(
    program
      .command('slices')
      .description('measure which slice length compares best on this machine'),
  )
    .addOption(runsOption())
    .option('--lengths <ms,ms>', 'slice lengths', '25,50,100,250,1000')
    .option(
      '--load <time>',
      'load of each length (24s), with --groups of each variant in a group (1s)',
    )
    .option('--twins <n>', 'with --groups: equal variants that are compared', '6')
    .option('--json', 'print as JSON')
    .action((options) => studySlices(options, io, signal));

interface SlicesOptions extends SelectionOptions {
  readonly runs: string;
  readonly lengths: string;
  readonly load?: string;
  readonly twins: string;
  readonly json?: boolean;
}

const warmupMs = 3_000;
/** Load of each length, both services together, where none is given. */
const usualLaunchLoadMs = 24_000;

/** Load of each variant and length in a group, where none is given. */
const usualGroupLoadMs = 1_000;
const mostTwins = 12;

/**
 * Measures the tables of docs/micro-slices.md here and prints them: without `--groups` the error inside one launch of
 * two services, with it the half-widths of comparisons of several over groups of fresh processes.
 */
async function studySlices(
  options: SlicesOptions,
  io: TerminalIo,
  signal: AbortSignal,
): Promise<void> {
  await (options.groups === undefined
    ? studyOneLaunch(options, io, signal)
    : studyGroups(options, io, signal));
}

/** Slices of different lengths are played on the same connections. */
const studyDriver = findDriverWith(({ microSlices }) => microSlices);

async function studyGroups(
  options: SlicesOptions,
  io: TerminalIo,
  signal: AbortSignal,
): Promise<void> {
  const lengthsMs = options.lengths.split(',').map(parseLength);
  const loadMs = parseDurationMs('--load', options.load) ?? usualGroupLoadMs;
  const twins = parseTwins(options.twins);
  const run = await openMeasuredRun(options, io, () =>
    planRun(options.config, { ...parseSelection(options), driver: studyDriver }, io, (experiment) =>
      multiplyBaseline(experiment, twins),
    ),
  );
  const { experiment, plan } = run.planned;
  const [first] = experiment.loads;
  const voidGroups = new Set<number>();
  const services = await openRunServices(run, listenFor(io, voidGroups), io, signal);
  const study = createPrecisionStudy({ lengthsMs, loadMs, load: findClosedLoad(first?.load) });
  try {
    const seconds =
      lengthsMs.reduce((sum, ms) => sum + countSlices(loadMs, ms) * ms * twins, 0) / 1000;
    tellProgress(
      io,
      `${twins} equal variants, ${countOf(lengthsMs.length, 'length')}, ${countOf(plan.groups.length, 'group')} with ${Math.ceil(seconds)} s of load each.`,
    );
    const context = { ...services.context, append: () => {} };
    const outcome = await runTrials(context, noEarlierPart, study.measure);
    if (outcome.status === 'interrupted') io.err('Interrupted: the groups so far are shown.');
    const cpuParts = { database: experiment.postgres !== undefined, cache: false };
    // As in a run: what others disturbed says nothing of the service.
    const lengths = study.read().map((length) => ({
      ...length,
      trials: length.trials.filter(({ group }) => !voidGroups.has(group)),
    }));
    const rows = summarisePrecision(lengths, plan.variants, cpuParts);
    if (options.json === true) io.out(renderPlainJson(rows), 'file');
    else io.out(renderPrecision(rows));
  } finally {
    await services.close();
    run.log.close();
    removeEmptyRun(run.folder);
  }
}

function listenFor(io: TerminalIo, voidGroups: Set<number>): TrialListener {
  return (event) => {
    if (event.kind === 'preparing' || event.kind === 'note') tellProgress(io, event.text);
    if (event.kind === 'group-ended') {
      if (event.status === 'void') voidGroups.add(event.group);
      const what = event.voidReason === undefined ? 'measured' : `void: ${event.voidReason}`;
      tellProgress(io, `group ${event.group + 1}: ${what}`);
    }
  };
}

function findClosedLoad(load: PlannedLoad | undefined): ClosedLoad {
  if (load?.kind === 'closed') return load;
  throw new LoadstoneError('USAGE', 'The first load of the config must be closed for this study.');
}

function parseTwins(text: string): number {
  const twins = Number(text);
  if (Number.isInteger(twins) && twins >= 2 && twins <= mostTwins) return twins;
  throw new LoadstoneError(
    'USAGE',
    `--twins takes a number from 2 to ${mostTwins}, not "${text}".`,
  );
}

/** The baseline under several names, one scenario and one load. */
function multiplyBaseline(experiment: Experiment, twins: number): Experiment {
  const levels = experiment.baseline;
  const variants = Array.from({ length: twins }, (_, index) => ({
    name: `twin-${index + 1}`,
    levels,
  }));
  const [load] = experiment.loads;
  return {
    ...experiment,
    design: { kind: 'named', variants },
    loads: load === undefined ? [] : [load],
    gates: [],
  };
}

async function studyOneLaunch(
  options: SlicesOptions,
  io: TerminalIo,
  signal: AbortSignal,
): Promise<void> {
  const lengthsMs = options.lengths.split(',').map(parseLength);
  const loadMs = parseDurationMs('--load', options.load) ?? usualLaunchLoadMs;
  const run = await openMeasuredRun(options, io, async () => {
    const planned = await planRun(
      options.config,
      { ...parseSelection(options), driver: studyDriver },
      io,
    );
    const [baseline] = planned.plan.variants;
    if (baseline === undefined) throw new Error('a plan has a baseline');
    const plan = { ...planned.plan, variants: buildTwins(baseline), groups: [] };
    return { ...planned, plan, planHash: hashPlan(plan) };
  });
  const [load] = run.planned.experiment.loads;
  const closed = findClosedLoad(load?.load);
  const seconds = lengthsMs.reduce((sum, ms) => sum + 4 * ms * quadsOf(loadMs, ms), 0) / 1000;
  tellProgress(
    io,
    `Two identical services, ${countOf(lengthsMs.length, 'length')}, about ${Math.ceil(seconds * 1.2)} s of load.`,
  );
  const services = await openRunServices(run, () => {}, io, signal);
  try {
    const quads = await runSliceStudy(
      services.context,
      {
        ...{ lengthsMs, loadMs, load: closed, warmupMs },
        generator: buildGenerator(run.planned.plan.seed, 'slice-study'),
      },
      (done, planned) => {
        if (done % Math.ceil(planned / 10) === 0) tellProgress(io, `${done} of ${planned} quads`);
      },
    );
    const rows = summariseQuads(quads);
    if (options.json === true) io.out(renderPlainJson(rows), 'file');
    else io.out(renderRows(rows));
  } finally {
    await services.close();
    run.log.close();
    removeEmptyRun(run.folder);
  }
}

function parseLength(text: string): number {
  const ms = Number(text);
  if (Number.isInteger(ms) && ms >= 10 && ms <= 10_000) return ms;
  throw new LoadstoneError(
    'USAGE',
    `--lengths takes ms from 10 to 10000, such as 25,100,1000, not "${text}".`,
  );
}

function renderRows(rows: readonly SliceLengthRow[]): string {
  const percent = (value: number) => `${(value * 100).toFixed(2)}%`;
  const head = [
    'slice',
    'quads',
    'sd of a quad',
    'std error req/s',
    'std error CPU/req',
    'mean req/s',
    'mean CPU/req',
  ];
  const lines = rows.map((row) => [
    `${row.sliceMs} ms`,
    String(row.quads),
    percent(row.quadSdThroughput),
    percent(row.standardErrorThroughput),
    percent(row.standardErrorCpu),
    percent(row.meanThroughput),
    percent(row.meanCpu),
  ]);
  const table = [head, ...lines].map((cells) => cells.map((cell) => cell.padStart(19)).join(''));
  return [...table, '', concludeQuads(rows)].join('\n');
}

/** Of two lengths whose errors differ by less, the shorter one is as good. */
const notableRatio = 1.1;

/** The length with the smallest error of the throughput, and how much worse the others are. */
export function concludeQuads(rows: readonly SliceLengthRow[]): string {
  const best = rows.toSorted(
    (one, other) => one.standardErrorThroughput - other.standardErrorThroughput,
  )[0];
  if (best === undefined)
    return 'No length has two whole quads, so nothing can be told: give more load with --load.';
  const least = best.standardErrorThroughput;
  const alike = rows.filter((row) => row.standardErrorThroughput <= least * notableRatio);
  if (rows.length === 1) return 'One length alone: name several with --lengths to compare them.';
  if (alike.length === rows.length)
    return 'All lengths compare about equally well here: leave slices.sliceMs to `auto`.';
  return `Slices of ${alike.map(({ sliceMs }) => `${sliceMs} ms`).join(' or ')} compare best inside one launch (standard error ${(least * 100).toFixed(2)}% of the throughput): set slices.sliceMs to that, or leave it to \`auto\`. Groups tell the error between launches: --groups.`;
}

/** The length that needs the least time for the same half-width, by the rows of one metric. */
export function concludePrecision(rows: readonly PrecisionRow[]): string {
  // Time grows with the groups, and they with the square of the spread.
  const costOf = ({ sdLog, elapsedMsPerGroup }: PrecisionRow) => sdLog ** 2 * elapsedMsPerGroup;
  const [best, next] = rows.toSorted((one, other) => costOf(one) - costOf(other));
  if (best === undefined || next === undefined)
    return 'One length alone: name several with --lengths to compare them.';
  const ratio = costOf(next) / costOf(best);
  if (!(ratio > notableRatio))
    return `${best.sliceMs} ms and ${next.sliceMs} ms take about the same time for the same precision.`;
  return `${best.sliceMs} ms takes the least time for the same precision; ${next.sliceMs} ms takes ${ratio.toFixed(1)} times as long.`;
}

function renderPrecision(rows: readonly PrecisionRow[]): string {
  const percent = (ratio: number | undefined) => `±${((ratio ?? Number.NaN) * 100).toFixed(1)}%`;
  const tables = studiedMetrics.flatMap((metric) => {
    const own = rows.filter((row) => row.metric === metric);
    const [first] = own;
    if (first === undefined) return [];
    const head = [
      'slice',
      'time a group',
      ...studiedGroupCounts.map((groups) => countOf(groups, 'group')),
    ];
    const lines = own.map((row) => [
      `${row.sliceMs} ms`,
      `${(row.elapsedMsPerGroup / 1000).toFixed(1)} s`,
      ...studiedGroupCounts.map((groups) => percent(row.halfWidthRatios[groups])),
    ]);
    const title = `${metrics[metric].name.en}: half-width of a 95% interval, from ${first.pairs} pairs of equal variants over ${countOf(first.groups, 'group')}`;
    const table = [head, ...lines].map((cells) => cells.map((cell) => cell.padStart(13)).join(''));
    return [[title, ...table, '', concludePrecision(own)].join('\n')];
  });
  return tables.length === 0
    ? 'Fewer than two groups are valid, so nothing can be told. Try again on a quiet machine, or raise `limits.foreignCpuRatio`.'
    : tables.join('\n\n');
}
