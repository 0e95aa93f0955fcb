// `loadstone sweep`: config → capacity of each variant → open-loop slices by rate → curves, knees, SLO rates.
import { findDriverWith } from '../../drivers/registry.ts';
import { type ExitCode, exitCodes, LoadstoneError } from '../../errors.ts';
import { chooseSweepExitCode } from '../../gates/exit-code.ts';
import { laterSearchSlices } from '../../plan/capacity-search.ts';
import { ladderRatios } from '../../plan/sweep-search.ts';
import { defaults } from '../../spec/defaults.ts';
import type { Experiment } from '../../spec/experiment.ts';
import type { SweepSettings } from '../../store/manifest.ts';
import type { TrialsOutcome } from '../../trial/run-trials.ts';
import { createSweepMeasure } from '../../trial/sweep.ts';
import { type AddCommand, addSelection, runsOption } from '../command.ts';
import { measureRun } from '../measured-run.ts';
import { type OpenedRun, openMeasuredRun } from '../opened-run.ts';
import { writeSweepReports } from '../report-files.ts';
import { type PlannedRun, parseSelection, planRun, type SelectionOptions } from '../selection.ts';
import { createCapacityRounds, createLadderRounds } from '../sweep-rounds.ts';
import type { TerminalIo } from '../terminal-io.ts';

export const addSweep: AddCommand = (program, { io, signal, exitWith }) =>
  addSelection(
    program
      .command('sweep')
      .description(
        'latency against rate: the knee and the highest rate within an SLO, or that rate alone',
      ),
  )
    .addOption(runsOption())
    .option('--capacity', 'search only for the highest rate within the SLO, and compare it')
    .option('--slo-p99 <ms>', 'most latency at p99 (default: only that the rate is sustained)')
    .option(
      '--slo-success <percent>',
      'least share of requests that succeed',
      `${usualSuccessPercent}`,
    )
    .option('--seconds-per-rate <s>', 'load at each rate in each group', '2')
    .option('--quiet', 'no progress')
    .option('--json', 'print the document instead of the table')
    .action(async (options) => exitWith(await runSweep(options, io, signal)));

interface SweepOptions extends SelectionOptions {
  readonly runs: string;
  readonly quiet?: boolean;
  readonly json?: boolean;
  readonly capacity?: boolean;
  /** Milliseconds as typed. */
  readonly sloP99?: string;
  /** Per cent as typed. */
  readonly sloSuccess: string;
  readonly secondsPerRate: string;
}

/** Repetitions where neither the command line nor a preset says otherwise: the fewest that decide anything. */
const usualGroups = 3;
const usualSuccessPercent = 99.9;
/** The same of a search for the capacity, whose interval is as narrow as the groups are many. */
const usualCapacityGroups = 5;
/** Slices of a variant in a group, for the estimate of the time: capacity, ladder, and most of the search. */
const expectedSlices = 1 + ladderRatios.length + 3;
const expectedCapacitySlices = 1 + laterSearchSlices + 1;

/**
 * Sweeps the rates of every selected variant and reports the curves; what was measured is written
 * before the exit code is decided.
 * @throws LoadstoneError of every kind that errors.ts lists for config and environment.
 */
async function runSweep(
  options: SweepOptions,
  io: TerminalIo,
  signal: AbortSignal,
): Promise<ExitCode> {
  const asked = parseSweepOptions(options);
  const planned = await planSweep(options, asked, io);
  const settings: SweepSettings = { ...asked, arrivals: findOpenLoad(planned.experiment).arrivals };
  const sweep = { settings, words: renderWords(options) };
  const run = await openMeasuredRun({ ...options, sweep }, io, async () => planned);
  const measure = createMeasure(run, settings);
  const quiet = options.quiet === true;
  const outcome = await measureRun(
    run,
    { goal: undefined, quiet, livePort: undefined, measure },
    io,
    signal,
  );
  return finishSweep(run, outcome, options, io);
}

function createMeasure(run: OpenedRun, settings: SweepSettings) {
  const { experiment } = run.planned;
  const { arrivals, maxConnections } = findOpenLoad(experiment);
  const slo = { latencyP99Us: settings.sloLatencyP99Us, successRatio: settings.sloSuccessRatio };
  const { seed } = run.planned.plan;
  const { generatorCpuRatio } = experiment.limits;
  const chooseRound =
    settings.search === undefined
      ? createLadderRounds(slo, seed)
      : createCapacityRounds({ slo, generatorCpuRatio }, seed);
  return createSweepMeasure({
    ...{ sliceMs: settings.sliceMs, connections: defaults.connections, chooseRound },
    load: { kind: 'open', arrivals, maxConnections },
  });
}

/** The closed loop tells where to begin, the open one what is carried. */
const sweepDriver = findDriverWith(
  ({ loads, microSlices }) => loads.includes('open') && loads.includes('closed') && microSlices,
);

async function planSweep(
  options: SweepOptions,
  { sliceMs, search }: Omit<SweepSettings, 'arrivals'>,
  io: TerminalIo,
): Promise<PlannedRun> {
  if (options.driver !== undefined && options.driver !== sweepDriver)
    throw new LoadstoneError('USAGE', `A sweep runs with the driver ${sweepDriver} only.`);
  const selection = parseSelection(options);
  const withDriver = {
    ...selection,
    driver: sweepDriver,
    groups: selection.groups ?? (search === undefined ? usualGroups : usualCapacityGroups),
  } as const;
  const planned = await planRun(options.config, withDriver, io, (experiment) =>
    adaptToSweep(
      experiment,
      sliceMs * (search === undefined ? expectedSlices : expectedCapacitySlices),
    ),
  );
  return { ...planned, selection: { ...planned.selection, driver: undefined } };
}

/** One load, whose rates are shares of what each variant carries; its time is what a sweep takes. */
function adaptToSweep(experiment: Experiment, loadMs: number): Experiment {
  const load = { kind: 'open-share', capacityRatio: 1, ...findOpenLoad(experiment) } as const;
  return {
    ...experiment,
    loads: [{ id: 'sweep', load }],
    slices: { ...experiment.slices, sliceMs: 'auto', loadMs },
  };
}

/** Arrivals and connections of the config's first open load, else the usual ones. */
function findOpenLoad({ loads }: Experiment) {
  const open = loads.map(({ load }) => load).find((load) => load.kind !== 'closed');
  return {
    arrivals: open?.arrivals ?? defaults.arrivals,
    maxConnections: open?.maxConnections ?? defaults.maxConnections,
  };
}

function parseSweepOptions(options: SweepOptions): Omit<SweepSettings, 'arrivals'> {
  const seconds = parseNumber('--seconds-per-rate', options.secondsPerRate, 0.2, 600, 's');
  const sloMs =
    options.sloP99 === undefined
      ? undefined
      : parseNumber('--slo-p99', options.sloP99, 0.01, 3_600_000, 'ms');
  const successPercent = parseNumber('--slo-success', options.sloSuccess, 0, 100, '%');
  return {
    sliceMs: Math.round(seconds * 1000),
    sloLatencyP99Us: sloMs === undefined ? undefined : Math.round(sloMs * 1000),
    sloSuccessRatio: Number((successPercent / 100).toFixed(9)),
    ...(options.capacity === true && { search: 'capacity' as const }),
  };
}

/** `; write --slo-p99 50` for a number with a unit. */
function tellMeant(flag: string, text: string, unit: keyof typeof unitNames): string {
  const [, amount = '', given = ''] = /^(\d+(?:\.\d+)?) ?(ms|s|m|h)$/.exec(text) ?? [];
  const value = (Number(amount) * (unitsMs[given] ?? Number.NaN)) / (unitsMs[unit] ?? Number.NaN);
  return amount === '' || Number.isNaN(value) ? '' : `; write ${flag} ${value}`;
}

const unitNames = { ms: 'milliseconds', s: 'seconds', '%': 'per cent' } as const;
const unitsMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

function parseNumber(
  flag: string,
  text: string,
  least: number,
  most: number,
  unit: keyof typeof unitNames,
): number {
  const value = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && value >= least && value <= most) return value;
  throw new LoadstoneError(
    'USAGE',
    `${flag} takes ${unitNames[unit]} as a number from ${least} to ${most}, not "${text}"${tellMeant(flag, text, unit)}.`,
  );
}

function renderWords({ capacity, sloP99, sloSuccess, secondsPerRate }: SweepOptions): string {
  return [
    ...(capacity === true ? ['--capacity'] : []),
    ...(sloP99 === undefined ? [] : [`--slo-p99 ${sloP99}`]),
    ...(Number(sloSuccess) === usualSuccessPercent ? [] : [`--slo-success ${sloSuccess}`]),
    `--seconds-per-rate ${secondsPerRate}`,
  ].join(' ');
}

function finishSweep(
  run: OpenedRun,
  outcome: TrialsOutcome,
  options: SweepOptions,
  io: TerminalIo,
): ExitCode {
  const isInterrupted = outcome.status === 'interrupted';
  if (isInterrupted) {
    io.err(`Interrupted. What was measured is kept in ${run.folder.id}.`);
    if (!run.hasRecord('sweep-capacity')) return exitCodes.interrupted;
  }
  const document = writeSweepReports(run.folder, options.json === true, io);
  if (isInterrupted) return exitCodes.interrupted;
  return chooseSweepExitCode(document, outcome.failedVariantIds);
}
