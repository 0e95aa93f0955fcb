// Judges the faults of a run from its folder, writes faults.json and faults.html, and prints the table.
import { join, relative } from 'node:path';
import type { FaultsDocument } from '../../reports/document/faults.ts';
import { renderFaultsPage } from '../../reports/html/faults-page.ts';
import { renderJson } from '../../reports/json/render-json.ts';
import { renderFaultsTable } from '../../reports/terminal/faults-table.ts';
import type { ExitCode } from '../errors.ts';
import { chooseFaultsExitCode, combineExitCodes } from '../gates/exit-code.ts';
import { buildFaultsDocument, readFaultsDocument } from '../store/faults-document.ts';
import { type RunFolder, writeRunFile } from '../store/run-folder.ts';
import { type TerminalIo, wantsColour } from './terminal-io.ts';

/** @throws LoadstoneError NOTHING_MEASURED, RUN_UNREADABLE, STORE_WRITE_FAILED */
export function writeFaultReports(
  folder: RunFolder,
  asJson: boolean,
  io: TerminalIo,
): FaultsDocument {
  const document = buildFaultsDocument(folder);
  const json = renderJson(document);
  writeRunFile(folder, 'faults.json', json);
  writeRunFile(folder, 'faults.html', renderFaultsPage(document));
  const options = { widthColumns: io.widthColumns, colour: wantsColour(io, io.isOutTty) };
  if (asJson) io.out(json, 'file');
  else io.out(renderFaultsTable(document, options), 'painted');
  const show = (name: string) => relative(io.cwd, join(folder.path, name));
  io.err(
    `\nFaults: ${show('faults.html')}\nData:   ${show('faults.json')}, ${show('faults.jsonl')}, ${show('requests')}/`,
  );
  return document;
}

/** The exit code of a run with that of its faults. */
export function addFaultsExitCode(ofRun: ExitCode, folder: RunFolder): ExitCode {
  const document = readFaultsDocument(folder);
  return document === undefined ? ofRun : combineExitCodes(ofRun, chooseFaultsExitCode(document));
}
