// `loadstone compare`: what changed between two runs; effects are judged, figures of two days never.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import type { RunComparison } from '../../../reports/document/compare.ts';
import type { ResultDocument } from '../../../reports/document/result.ts';
import { renderComparePage } from '../../../reports/html/compare-page.ts';
import { renderJson } from '../../../reports/json/render-json.ts';
import { renderCompareTable } from '../../../reports/terminal/compare-table.ts';
import { compareRuns } from '../../analysis/runs/compare-runs.ts';
import { guardWrite } from '../../disk/write-failure.ts';
import { LoadstoneError } from '../../errors.ts';
import { type AddCommand, runsOption } from '../command.ts';
import { toAbsolute } from '../opened-run.ts';
import { readResultSource } from '../result-source.ts';
import { printResult, type TerminalIo } from '../terminal-io.ts';

export const addCompare: AddCommand = (program, { io }) =>
  program
    .command('compare')
    .description('what changed between two runs: settings, environment, and each effect')
    .argument('<a>', 'run id, the beginning of one, latest, a run folder, or a result.json')
    .argument('<b>', 'the run that is compared with it')
    .addOption(runsOption())
    .option('--html <file>', 'also write a page')
    .option('--json', 'print as JSON')
    .action((a, b, options) => compareTwoRuns(a, b, options, io));

interface CompareOptions {
  readonly runs: string;
  readonly json?: boolean;
  /** A file for the page. */
  readonly html?: string;
}

/**
 * Compares the second run with the first; each is a run, a run folder or a result.json of any version.
 * @throws LoadstoneError USAGE, NOTHING_IN_COMMON, RUN_NOT_FOUND, RUN_UNREADABLE, NOTHING_MEASURED,
 * STORE_WRITE_FAILED
 */
function compareTwoRuns(
  wantedA: string,
  wantedB: string,
  options: CompareOptions,
  io: TerminalIo,
): void {
  const [a, b] = [wantedA, wantedB].map(
    (wanted) => readResultSource(wanted, options.runs, io).document,
  ) as [ResultDocument, ResultDocument];
  if (a.run.id === b.run.id)
    throw new LoadstoneError(
      'USAGE',
      `Both are run ${a.run.id}: a run cannot be compared with itself.`,
      { hint: '`loadstone list` shows the runs there are.' },
    );
  const comparison = compareRuns(a, b);
  if (comparison.cellsInCommon === 0)
    throw new LoadstoneError(
      'NOTHING_IN_COMMON',
      `No scenario, load and variant were measured in both ${a.run.id} and ${b.run.id}: ${describeCells(a)} against ${describeCells(b)}.`,
    );
  printResult(comparison, options, renderCompareTable, io, renderJson);
  if (options.html !== undefined) writePage(options.html, comparison, io);
}

/** `browse (closed-16), order-entry (closed-16)`. */
function describeCells({ scenarios }: ResultDocument): string {
  return scenarios.map(({ scenario, load }) => `${scenario} (${load.id})`).join(', ');
}

function writePage(html: string, comparison: RunComparison, io: TerminalIo): void {
  const file = toAbsolute(html, io);
  const write = () => {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, renderComparePage(comparison));
  };
  guardWrite(file, write, 'Name another file with --html, or make room on the disk.');
  io.err(`\nReport: ${relative(io.cwd, file)}`);
}
