// `loadstone report`: judges a run again from its folder and writes the reports, without any server.
import { findRunFolder } from '../../store/run-folder.ts';
import { toAbsolute } from '../opened-run.ts';
import { writeReports } from '../report-files.ts';
import type { TerminalIo } from '../terminal-io.ts';

export interface ReportOptions {
  readonly runs: string;
  readonly json?: boolean;
}

/** @throws LoadstoneError RUN_NOT_FOUND, RUN_UNREADABLE, NOTHING_MEASURED */
export function reportRun(wanted: string, options: ReportOptions, io: TerminalIo): void {
  writeReports(findRunFolder(toAbsolute(options.runs, io), wanted), options.json === true, io);
}
