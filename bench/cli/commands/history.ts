// `loadstone history`: the ratios to the baseline over the runs, with change points; `history add` enters one.

import { dirname, relative } from 'node:path';
import type { ResultDocument } from '../../../reports/document/result.ts';
import { renderJson } from '../../../reports/json/render-json.ts';
import { renderHistory } from '../../../reports/terminal/history-table.ts';
import { LoadstoneError } from '../../errors.ts';
import { buildResultDocument } from '../../store/document.ts';
import { appendHistory, findHistoryPath, readHistory } from '../../store/history.ts';
import { buildHistoryDocument, type HistorySelection } from '../../store/history-document.ts';
import { buildHistoryEntries, type HistoryEntry } from '../../store/history-entry.ts';
import { type RunFolder, readManifest } from '../../store/run-folder.ts';
import { assertWholeRecords } from '../../store/whole-records.ts';
import { type AddCommand, gather, runsOption } from '../command.ts';
import { findNamedRun } from '../named-run.ts';
import { toAbsolute } from '../opened-run.ts';
import { printResult, type TerminalIo } from '../terminal-io.ts';

export const addHistory: AddCommand = (program, { io }) => {
  const history = program
    .command('history')
    .description('ratios to the baseline over the runs of this machine, with change points')
    .addOption(runsOption())
    .option('--scenario <name>', 'only this scenario; may be repeated', gather)
    .option('--metric <name>', 'only this metric, such as throughputRps; may be repeated', gather)
    .option('--variant <pattern>', "such as 'cache=redis,threads=*'; may be repeated", gather)
    .option('--all-machines', 'also series of other machines than that of the newest run')
    .option('--json', 'print as JSON')
    .action((options) => showHistory(options, io));
  history
    .command('add')
    .description('enter an older run by hand')
    .argument('<id>', 'run id, the beginning of one, or latest')
    .action((id, _options, command) => enterByHand(id, command.optsWithGlobals(), io));
};

interface HistoryOptions extends HistoryFilter {
  readonly runs: string;
  readonly json?: boolean;
  readonly allMachines?: boolean;
}

/** @throws LoadstoneError RUN_UNREADABLE, and SELECTION_EMPTY where no series fits the options. */
function showHistory(options: HistoryOptions, io: TerminalIo): void {
  const path = findHistoryPath(toAbsolute(options.runs, io));
  const { entries, damaged } = readHistory(path);
  for (const { lineNumber, problem } of damaged)
    io.err(`${path}, line ${lineNumber} ${problem}: it is left out here and stays in the file.`);
  const document = buildHistoryDocument(entries, {
    allMachines: options.allMachines === true,
    isWanted: buildHistoryFilter(options),
  });
  if (document.series.length === 0 && entries.length > 0)
    throw new LoadstoneError(
      'SELECTION_EMPTY',
      options.allMachines === true
        ? 'No series of the history fits.'
        : 'No series of the machine of the newest run fits.',
      { hint: listChoices(entries) },
    );
  printResult(document, options, renderHistory, io, renderJson);
}

/**
 * Enters an older run by hand, also one that was not complete; once, whatever is asked again.
 * @throws LoadstoneError RUN_NOT_FOUND, RUN_UNREADABLE, RECORD_INVALID, RUN_INVALID, NOTHING_MEASURED, STORE_WRITE_FAILED,
 * and USAGE for a sweep, which compares nothing
 */
function enterByHand(wanted: string, options: { runs: string }, io: TerminalIo): void {
  const runsPath = toAbsolute(options.runs, io);
  const document = judgeAgain(findNamedRun(runsPath, wanted, io));
  const { id } = document.run;
  if (document.validity.status !== 'valid')
    throw new LoadstoneError('RUN_INVALID', `Run ${id} is invalid and cannot enter the history.`);
  const entries = buildHistoryEntries(document);
  if (entries.length === 0)
    throw new LoadstoneError('NOTHING_MEASURED', `Run ${id} compared nothing with its baseline.`, {
      hint: 'Only ratios to a baseline that answered right enter the history; run with two variants or more.',
    });
  const added = appendHistory(findHistoryPath(runsPath), entries);
  io.out(
    added === 0
      ? `Run ${id} is in the history already; nothing was added.`
      : `Run ${id} entered the history with ${added} comparisons.`,
  );
}

/** From the records and not from `result.json`, which says nothing of what has happened to them since. */
function judgeAgain(folder: RunFolder): ResultDocument {
  if (readManifest(folder).sweep !== undefined)
    throw new LoadstoneError('USAGE', `Run ${folder.id} is a sweep, which compares nothing.`, {
      hint: 'The history takes runs of `loadstone run`; `loadstone list` shows them.',
    });
  assertWholeRecords(folder);
  return buildResultDocument(folder);
}

interface HistoryFilter {
  readonly scenario?: readonly string[];
  readonly metric?: readonly string[];
  readonly variant?: readonly string[];
}

/** A series is wanted where it fits one word of each option given; an option left out takes all. */
export function buildHistoryFilter(filter: HistoryFilter): HistorySelection['isWanted'] {
  return (entry) =>
    fitsAny(filter.scenario, (name) => name === entry.scenario) &&
    fitsAny(filter.metric, (name) => name === entry.metric) &&
    fitsAny(filter.variant, (pattern) => fitsVariant(pattern, entry));
}

function fitsAny(words: readonly string[] | undefined, fits: (word: string) => boolean): boolean {
  return words === undefined || words.some(fits);
}

/** As for a run: an id, a label, `*`, or `factor=level` pairs that all hold, a level being `*` or `a|b`. */
function fitsVariant(pattern: string, { variantId, variantLabel }: HistoryEntry): boolean {
  const text = pattern.trim();
  if (['*', variantId, variantLabel].includes(text)) return true;
  const levels = new Map(
    variantId.split(',').map((pair): [string, string] => {
      const [factor = '', ...level] = pair.split('=');
      return [factor, level.join('=')];
    }),
  );
  return text.split(',').every((pair) => {
    const [factor = '', ...rest] = pair.split('=');
    const level = levels.get(factor.trim());
    const wanted = rest.join('=').split('|');
    return level !== undefined && wanted.some((one) => ['*', level].includes(one.trim()));
  });
}

/** What could have been asked for, as a hint. */
export function listChoices(entries: readonly HistoryEntry[]): string {
  const list = (title: string, names: readonly string[]) =>
    `${title} ${[...new Set(names)].sort().join(', ')}`;
  return [
    list(
      'It holds the scenarios',
      entries.map(({ scenario }) => scenario),
    ),
    list(
      'the metrics',
      entries.map(({ metric }) => metric),
    ),
    'and their variants by id, label or factor=level.',
  ].join('; ');
}

/**
 * At the end of a run: a complete and valid one is entered, once; another is left out, as its own report
 * says what it lacks. A history that cannot be written is told and spoils no run.
 */
export function enterFinishedRun(
  folder: RunFolder,
  document: ResultDocument,
  io: TerminalIo,
): void {
  if (document.run.status !== 'complete') return;
  const path = findHistoryPath(dirname(folder.path));
  try {
    if (appendHistory(path, buildHistoryEntries(document), folder.disk) > 0)
      io.err(`History: ${relative(io.cwd, path)} (loadstone history)`);
  } catch (thrown) {
    if (!(thrown instanceof LoadstoneError)) throw thrown;
    io.err(`The run is not in the history: ${thrown.message} ${thrown.hint}`);
  }
}
