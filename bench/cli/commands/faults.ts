// `loadstone faults`: every variant under open load meets every fault, group after group; then the audit.
import type { Command } from 'commander';
import { listRows } from '../../../reports/exports/registry.ts';
import { wrapText } from '../../../reports/terminal/text.ts';
import { findDriverWith } from '../../drivers/registry.ts';
import { type ExitCode, exitCodes, LoadstoneError } from '../../errors.ts';
import { listFaults } from '../../faults/catalogue.ts';
import { chooseFaultsExitCode } from '../../gates/exit-code.ts';
import type { Experiment, ResolvedFaults } from '../../spec/experiment.ts';
import { resolveFaults } from '../../spec/resolve-faults.ts';
import { type AddCommand, addSelection, gather, runsOption } from '../command.ts';
import { hasFaultRecords, injectFaults } from '../fault-run.ts';
import { openMeasuredRun } from '../opened-run.ts';
import {
  checkFormatSays,
  openOutputs,
  parseOutputs,
  withOutputs,
  writeOutputs,
} from '../output-files.ts';
import { writeFaultReports } from '../report-files.ts';
import {
  assertKeepsSelection,
  type PlannedRun,
  parseSelection,
  planRun,
  type SelectionOptions,
} from '../selection.ts';
import type { TerminalIo } from '../terminal-io.ts';
import type { RunHooks } from './run.ts';

export const addFaults: AddCommand = (program, { io, signal, exitWith }) =>
  addFaultSelection(
    program
      .command('faults')
      .description(
        'break one thing at a time under load: what users lose, and whether data was lost',
      ),
  )
    .addOption(runsOption())
    .option(
      '--fault <pattern>',
      "such as 'redis-*'; may be repeated (default: the config's)",
      gather,
    )
    .option('--resume <id>', 'go on with a run that was cut off (`latest` for the newest)')
    .option('--output <format=file>', 'also write this format; may be repeated', gather)
    .option('--quiet', 'no progress')
    .option('--json', 'print the document instead of the table')
    .action(async (options) => exitWith(await runFaultsCommand(options, io, signal)));

/** The selection of faults, which have one scenario, and groups and a driver of their own. */
function addFaultSelection(command: Command): Command {
  addSelection(command);
  const meanings: Readonly<Record<string, string>> = {
    '--scenario': 'scenario that is played (default: faults.scenario of the config)',
    '--groups': 'how often each variant meets each fault',
  };
  for (const option of command.options) {
    const long = option.long ?? '';
    option.description = meanings[long] ?? option.description;
    if (['--driver', '--budget', '--slice-ms', '--percentiles-by'].includes(long))
      option.hideHelp();
  }
  const names = listFaults().map(({ id }) => id.replace(/@.*/, '@…'));
  const text = `Faults, each with its parameters in docs/faults.md: ${[...new Set(names)].join(', ')}; @service, @postgres or @redis.`;
  return command.addHelpText('after', `\n${wrapText(text, 80).join('\n')}`);
}

export interface FaultsOptions extends SelectionOptions {
  readonly runs: string;
  /** Patterns that replace the config's list. */
  readonly fault?: readonly string[];
  readonly resume?: string;
  /** `FORMAT=FILE` each. */
  readonly output?: readonly string[];
  readonly quiet?: boolean;
  readonly json?: boolean;
}

/** The audit needs to know every request. */
const faultDriver = findDriverWith(({ requestLog }) => requestLog);

/**
 * Injects faults and reports what they did; what was measured is written before the exit code is decided.
 * @throws LoadstoneError of every kind that errors.ts lists for config and environment
 */
async function runFaultsCommand(
  options: FaultsOptions,
  io: TerminalIo,
  signal: AbortSignal,
): Promise<ExitCode> {
  assertKeepsSelection(options);
  if (options.driver !== undefined && options.driver !== faultDriver)
    throw new LoadstoneError('USAGE', `Faults are injected under the driver ${faultDriver} only.`);
  const outputs = parseOutputs(options.output ?? []);
  for (const { format } of outputs) checkFormatSays(format, 'faults');
  openOutputs(outputs, io);
  return withOutputs(outputs, 'loadstone faults', io, () =>
    injectAndReport(options, outputs, io, signal),
  );
}

/**
 * Opens, injects and reports; what was measured is written before the exit code is decided.
 * @throws LoadstoneError of every kind that errors.ts lists for config and environment
 */
export async function injectAndReport(
  options: FaultsOptions,
  outputs: ReturnType<typeof parseOutputs>,
  io: TerminalIo,
  signal: AbortSignal,
  hooks: RunHooks = {},
): Promise<ExitCode> {
  const run = await openMeasuredRun(
    { ...options, command: 'faults', faultWords: renderWords(options) },
    io,
    (selection, configPath) => planFaults(options, selection, configPath, io),
  );
  hooks.onOpened?.(run);
  const outcome = await injectFaults(run, options.quiet === true, io, signal);
  const table = hooks.table ?? (options.json === true ? 'json' : 'table');
  if (outcome === 'interrupted') {
    const again = `loadstone faults --resume ${run.folder.id}`;
    if (table !== 'none')
      io.err(`Interrupted. What was broken is healed; what was measured is kept: ${again}.`);
    if (!hasFaultRecords(run.folder)) return exitCodes.interrupted;
  }
  const document = writeFaultReports(run.folder, table, io);
  writeOutputs(listRows(undefined, document), outputs, {}, io);
  return outcome === 'interrupted' ? exitCodes.interrupted : chooseFaultsExitCode(document);
}

/** @throws LoadstoneError of config, selection, usage */
export async function planFaults(
  options: FaultsOptions,
  earlier: PlannedRun['selection'] | undefined,
  configPath: string | undefined,
  io: TerminalIo,
): Promise<PlannedRun> {
  const selection = earlier ?? parseFaultSelection(options);
  return planRun(options.config ?? configPath, selection, io, (experiment) =>
    adaptToFaults(experiment, selection),
  );
}

function parseFaultSelection(options: FaultsOptions): PlannedRun['selection'] {
  const selection = { ...parseSelection(options), driver: undefined };
  if (selection.scenarios.length > 1)
    throw new LoadstoneError('USAGE', 'Faults are injected under one scenario.');
  if (selection.budgetMs !== undefined)
    throw new LoadstoneError('USAGE', 'Faults take no --budget; give --groups instead.');
  return { ...selection, ...(options.fault && { faults: options.fault }) };
}

/** The config's faults, or the usual ones; the comparison that it plans besides is never run. */
function adaptToFaults(
  experiment: Experiment,
  { groups, scenarios: [scenario], faults: asked }: PlannedRun['selection'],
): Experiment {
  const names = experiment.scenarios.map(({ name }) => name);
  const given = experiment.faults ?? resolveFaults({}, names);
  const faults: ResolvedFaults = {
    ...{ ...given, afterRun: true },
    ...(groups !== undefined && { groups }),
    ...(scenario !== undefined && { scenario }),
    ...(asked !== undefined && { orders: asked.map((fault) => ({ fault, parameters: {} })) }),
  };
  const played = experiment.scenarios.filter(({ name }) => name === faults.scenario);
  const scenarios = (played.length > 0 ? played : experiment.scenarios).map(
    ({ faultsOnly: _, ...one }) => one,
  );
  const slices = { ...experiment.slices, slicesPerGroup: 2, sliceMs: 'auto' as const, loadMs: 100 };
  const loads = experiment.loads.slice(0, 1);
  return { ...experiment, driver: faultDriver, loads, groups: 1, slices, faults, scenarios };
}

function renderWords({ fault = [] }: FaultsOptions): string {
  return fault.map((pattern) => `--fault '${pattern.replaceAll("'", "'\\''")}'`).join(' ');
}
