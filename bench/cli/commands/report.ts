// `loadstone report`: judges a run, or the runs of a tour, again from the folder and writes the reports, without any server.
import { findRunFolder, readManifest } from '../../store/run-folder.ts';
import { assertWholeRecords } from '../../store/whole-records.ts';
import { type AddCommand, runsOption } from '../command.ts';
import { toAbsolute } from '../opened-run.ts';
import { writeFaultReports, writeReports, writeSweepReports } from '../report-files.ts';
import { findLatest } from '../result-source.ts';
import type { TerminalIo } from '../terminal-io.ts';
import { findMeantTour, reportTour } from '../tour-reports.ts';

export const addReport: AddCommand = (program, { io }) =>
  program
    .command('report')
    .description('judge a run or a tour again from its records and write its reports')
    .argument('[id]', 'id of a run or a tour, the beginning of one, or latest', 'latest')
    .addOption(runsOption())
    .option('--json', 'print the result document instead of the table')
    .action((id, options) => reportRun(id, options, io));

interface ReportOptions {
  readonly runs: string;
  readonly json?: boolean;
}

/** @throws LoadstoneError RUN_NOT_FOUND, RUN_UNREADABLE, RECORD_INVALID, NOTHING_MEASURED */
export function reportRun(wanted: string, options: ReportOptions, io: TerminalIo): void {
  const runsPath = toAbsolute(options.runs, io);
  const tour = findMeantTour(runsPath, wanted, io);
  if (tour !== undefined) {
    reportTour(tour, options.json === true, io);
    return;
  }
  const folder =
    wanted === 'latest' ? findLatest(runsPath, io, () => true) : findRunFolder(runsPath, wanted);
  const { sweep, faultsAlone } = readManifest(folder);
  const table = options.json === true ? 'json' : 'table';
  if (faultsAlone === true) writeFaultReports(folder, table, io);
  else if (sweep !== undefined) writeSweepReports(folder, options.json === true, io);
  else {
    assertWholeRecords(folder);
    writeReports(folder, { table }, io);
  }
}
