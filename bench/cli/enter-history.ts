// Enters a run in the history of its folder of runs.
import { dirname, relative } from 'node:path';
import type { ResultDocument } from '../../reports/document/result.ts';
import { LoadstoneError } from '../errors.ts';
import { appendHistory, findHistoryPath } from '../store/history.ts';
import { buildHistoryEntries } from '../store/history-entry.ts';
import type { RunFolder } from '../store/run-folder.ts';
import type { TerminalIo } from './terminal-io.ts';

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
