// `loadstone tour`: claims of the config, each tested by a run, one after the other, with one report.
import { resolve } from 'node:path';
import { type ExitCode, exitCodes, LoadstoneError } from '../../errors.ts';
import { readConfig } from '../../spec/load-config.ts';
import { findTour } from '../../spec/resolve-tour.ts';
import { findTourFolder, readTourManifest } from '../../store/tour-folder.ts';
import { type AddCommand, runsOption } from '../command.ts';
import { toAbsolute } from '../opened-run.ts';
import { parseDurationMs } from '../selection.ts';
import type { TerminalIo } from '../terminal-io.ts';
import { reportTour, writeTourFiles } from '../tour-reports.ts';
import {
  beginTour,
  continueTour,
  findOpenTour,
  type OpenedTour,
  runTour,
  type TourRunOptions,
} from '../tour-run.ts';

export const addTour: AddCommand = (program, { io, signal, exitWith }) =>
  program
    .command('tour')
    .description('test the claims of a config one by one, with one report')
    .argument('[name]', 'tour of the config; may be left out where it has one alone')
    .option('--config <file>', 'config file (default: loadstone.config.mts here)')
    .option('--quick', 'the short form of every chapter, in the short time of the tour')
    .option('--budget <time>', 'time of the whole tour, such as 30m (default: as the config says)')
    .option(
      '--resume <id>',
      'go on with this tour, also with what failed or was left out (`latest` for the newest); one that was cut off goes on by itself',
    )
    .option('--new', 'begin another one, though one was cut off')
    .addOption(runsOption())
    .option('--quiet', 'no progress')
    .option('--json', 'print the document instead of the table')
    .action(async (name, options) => exitWith(await runTourCommand(name, options, io, signal)));

interface TourOptions {
  readonly config?: string;
  readonly quick?: boolean;
  readonly budget?: string;
  readonly resume?: string;
  readonly new?: boolean;
  readonly runs: string;
  readonly quiet?: boolean;
  readonly json?: boolean;
}

/** @throws LoadstoneError of every kind that errors.ts lists for config and environment */
async function runTourCommand(
  name: string | undefined,
  options: TourOptions,
  io: TerminalIo,
  signal: AbortSignal,
): Promise<ExitCode> {
  const asked = await readAsked(name, options, io);
  const opened = openTour(asked, options, io);
  const ended = await runTour(opened, asked, io, signal, writeTourFiles);
  const { folder, isInterrupted, exitCode } = ended;
  if (isInterrupted)
    io.err(
      `Interrupted. Chapters that have ended are kept: go on with \`loadstone tour --resume ${folder.id}${options.config === undefined ? '' : ` --config ${options.config}`}\`.`,
    );
  const document = reportTour(folder, options.json === true, io);
  const isEmpty = document.chapters.every(({ finding }) => finding === null);
  return exitCode === exitCodes.ok && isEmpty ? exitCodes.inconclusive : exitCode;
}

/** What is given, or what the tour that is gone on with was given. */
async function readAsked(
  name: string | undefined,
  options: TourOptions,
  io: TerminalIo,
): Promise<TourRunOptions> {
  const runsPath = toAbsolute(options.runs, io);
  const earlier =
    options.resume === undefined ? undefined : findEarlier(options.resume, runsPath, io);
  if (earlier !== undefined && (name ?? earlier.manifest.tour.name) !== earlier.manifest.tour.name)
    throw new LoadstoneError(
      'USAGE',
      `Tour ${earlier.manifest.id} is ${earlier.manifest.tour.name}, not ${name}.`,
    );
  const path = options.config ?? earlier?.manifest.configPath;
  const loaded = await readConfig({ path, cwd: io.cwd, preset: undefined, env: io.env });
  if ('error' in loaded) throw loaded.error;
  const { experiment, tours } = loaded;
  const wanted = name ?? earlier?.manifest.tour.name;
  const isQuick = options.quick ?? earlier?.manifest.tour.isQuick ?? false;
  const tour = findTour(tours, wanted, isQuick);
  const budgetMs = parseDurationMs('--budget', options.budget);
  return {
    ...{ tour, budgetMs, runsPath, runs: options.runs, config: options.config },
    ...{ configPath: resolve(io.cwd, experiment.configPath), isQuiet: options.quiet === true },
  };
}

/** @throws LoadstoneError RUN_NOT_FOUND, RUN_UNREADABLE, RECORD_INVALID */
function findEarlier(wanted: string, runsPath: string, io: TerminalIo): OpenedTour {
  const folder = findTourFolder(runsPath, wanted, io.disk);
  if (folder !== undefined) return { folder, manifest: readTourManifest(folder) };
  throw new LoadstoneError('RUN_NOT_FOUND', `There is no tour ${wanted} in ${runsPath}.`);
}

function openTour(asked: TourRunOptions, options: TourOptions, io: TerminalIo): OpenedTour {
  const { resume } = options;
  if (resume !== undefined && options.new === true)
    throw new LoadstoneError('USAGE', '--resume and --new exclude each other.');
  if (resume !== undefined) return continueTour(findEarlier(resume, asked.runsPath, io), asked);
  const open = options.new === true ? undefined : findOpenTour(asked, io);
  if (open === undefined) return beginTour(asked, io);
  const done = open.manifest.chapters.filter(({ state }) => state === 'ended').length;
  io.err(
    `Going on with tour ${open.manifest.id}, of which ${done} of ${open.manifest.chapters.length} chapters have ended; --new begins another one.`,
  );
  return continueTour(open, asked);
}
