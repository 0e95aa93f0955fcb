// `loadstone noise`: the same variant against itself, to know what this machine can tell apart.

import type { NoiseDocument, NoiseRow } from '../../../reports/document/noise.ts';
import type { ResultDocument } from '../../../reports/document/result.ts';
import { renderNoise } from '../../../reports/terminal/noise-table.ts';
import { type ExitCode, exitCodes, LoadstoneError } from '../../errors.ts';
import {
  computeLeastSlowdown,
  describeOrder,
  listNoiseSeries,
  type NoiseSeries,
  resampleGates,
} from '../../gates/noise.ts';
import { matchVariants } from '../../plan/selection.ts';
import { buildVariants } from '../../plan/variants.ts';
import type { Experiment } from '../../spec/experiment.ts';
import { readMeasuredScenarios } from '../../store/document.ts';
import {
  type AddCommand,
  addLive,
  addSelection,
  type LiveOptions,
  parseLivePort,
  runsOption,
} from '../command.ts';
import { measureRun } from '../measured-run.ts';
import { keepNoiseFloor } from '../noise-store.ts';
import { type OpenedRun, openMeasuredRun } from '../opened-run.ts';
import { writeReports } from '../report-files.ts';
import { parseSelection, planRun, type SelectionOptions } from '../selection.ts';
import { findStateFolder } from '../state-folder.ts';
import { printResult, type TerminalIo } from '../terminal-io.ts';

export const addNoise: AddCommand = (program, { io, signal, exitWith }) =>
  addLive(
    addSelection(
      program
        .command('noise')
        .description('measure a variant against itself: what this machine can tell apart'),
    ),
  )
    .addOption(runsOption())
    .option('--quiet', 'no progress')
    .option('--json', 'print as JSON')
    .action(async (options) => exitWith(await calibrateNoise(options, io, signal)));

interface NoiseOptions extends SelectionOptions, LiveOptions {
  readonly runs: string;
  readonly quiet?: boolean;
  readonly json?: boolean;
}

/** Budgets for which the least slowdown is told; the last is the usual one. */
const groupCounts = [8, 12, 18, 27];
const resampledGates = 1_000;
/** So many groups tell a spread within 15 %. */
const usualGroups = 20;

/**
 * Measures one configuration twice, keeps the noise floor of the machine for `plan` and `gate`, and prints it.
 * An invalid run keeps nothing.
 * @throws LoadstoneError of every kind that errors.ts lists for config and environment.
 */
async function calibrateNoise(
  options: NoiseOptions,
  io: TerminalIo,
  signal: AbortSignal,
): Promise<ExitCode> {
  const selection = parseSelection(options);
  const livePort = parseLivePort(options);
  const groups = selection.groups ?? (selection.budgetMs === undefined ? usualGroups : undefined);
  const run = await openMeasuredRun({ ...options, command: 'noise' }, io, () =>
    planRun(options.config, { ...selection, groups, variants: [] }, io, (experiment) =>
      pairWithItself(experiment, selection.variants),
    ),
  );
  const quiet = options.quiet === true;
  const outcome = await measureRun(run, { goal: undefined, quiet, livePort }, io, signal);
  if (outcome.status === 'interrupted' && run.countEndedGroups() === 0) {
    return exitCodes.interrupted;
  }
  const result = writeReports(run.folder, { table: 'none' }, io);
  const document = buildNoiseDocument(run, result);
  printResult(document, options, renderNoise, io);
  if (outcome.status === 'interrupted') return exitCodes.interrupted;
  if (document.validity === 'invalid') return exitCodes.inconclusive;
  keepFloor(run, result, io);
  return exitCodes.ok;
}

/** Two variants with the same levels: an A/A pair. @throws LoadstoneError USAGE, SELECTION_UNKNOWN */
function pairWithItself(experiment: Experiment, patterns: readonly string[]): Experiment {
  const variants = buildVariants(experiment);
  const matched =
    patterns.length === 0
      ? variants.filter(({ isBaseline }) => isBaseline)
      : matchVariants(variants, experiment.factors, patterns);
  const [only, second] = matched;
  if (only === undefined || second !== undefined) {
    throw new LoadstoneError(
      'USAGE',
      `The noise of one variant is measured, but --variant matches ${matched.length}.`,
      { hint: 'Name every factor, for example --variant cache=redis,threads=single.' },
    );
  }
  const { levels } = only;
  return {
    ...experiment,
    baseline: levels,
    design: {
      kind: 'named',
      variants: [
        { name: 'one', levels },
        { name: 'other', levels },
      ],
    },
    // Gates judge variants that are not here, and equal ones are what the resampled gates are about.
    gates: [],
  };
}

function buildNoiseDocument(run: OpenedRun, result: ResultDocument): NoiseDocument {
  const { experiment, plan } = run.planned;
  const failed = result.validity.checks.filter(({ status }) => status === 'failed');
  return {
    kind: 'noise',
    runId: run.folder.id,
    measuredAt: result.run.endedAt,
    fingerprint: result.environment.fingerprint,
    validity: result.validity.status,
    reasons: failed.map(({ detail }) => detail.text),
    groupsValid: result.groups.filter(({ status }) => status === 'valid').length,
    groupsRun: result.run.groupsRun,
    toleranceRatio: experiment.toleranceRatio,
    gates: resampledGates,
    rows: listNoiseSeries(readMeasuredScenarios(run.folder)).map((series) =>
      buildRow(series, experiment.toleranceRatio, plan.seed),
    ),
  };
}

function buildRow(series: NoiseSeries, toleranceRatio: number, seed: number): NoiseRow {
  const { logRatios, ...entry } = series;
  const mostGroups = groupCounts.at(-1) ?? entry.groups;
  const { metric } = entry;
  const gates = resampleGates(logRatios, {
    ...{ metric, toleranceRatio, mostGroups, gates: resampledGates, seed },
  });
  return {
    ...entry,
    detectable: groupCounts.map((groups) => ({
      groups,
      ratio: computeLeastSlowdown(entry.sdLog, groups) ?? null,
    })),
    gateFailRatio: gates.failRatio,
    gatePassRatio: gates.passRatio,
    gateInconclusiveRatio: gates.inconclusiveRatio,
    order: describeOrder(logRatios, seed) ?? null,
  };
}

function keepFloor(run: OpenedRun, result: ResultDocument, io: TerminalIo): void {
  const stateDir = findStateFolder(run.planned.experiment.configPath, io);
  keepNoiseFloor(stateDir, {
    fingerprint: result.environment.fingerprint,
    measuredAt: result.run.endedAt,
    runId: result.run.id,
    entries: listNoiseSeries(readMeasuredScenarios(run.folder)).map(
      ({ logRatios: _, ...entry }) => entry,
    ),
  });
  io.err('Kept for this machine: `loadstone plan` and `loadstone gate` use it.');
}
