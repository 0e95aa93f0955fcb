// Judges a run from its folder, writes result.json and report.html, and prints the table.
import { join, relative } from 'node:path';
import { renderHtml } from '../../reports/html/page.ts';
import { renderJson } from '../../reports/json/render-json.ts';
import type { ResultDocument } from '../../reports/schema/result.ts';
import { renderFaultsTable } from '../../reports/terminal/faults-table.ts';
import { renderTable } from '../../reports/terminal/table.ts';
import { buildResultDocument } from '../store/document.ts';
import { readFaultsDocument } from '../store/faults-document.ts';
import { type RunFolder, writeRunFile } from '../store/run-folder.ts';
import { readExplanation, readProfile } from './explain-files.ts';
import { type TerminalIo, wantsColour } from './terminal-io.ts';

/** What goes to standard output; the files are written in any case. */
export interface ReportShape {
  readonly table: 'table' | 'json' | 'none';
}

/** @throws LoadstoneError NOTHING_MEASURED, RUN_UNREADABLE, STORE_WRITE_FAILED */
export function writeReports(
  folder: RunFolder,
  { table }: ReportShape,
  io: TerminalIo,
): ResultDocument {
  const document = buildResultDocument(folder);
  writeRunFile(folder, 'result.json', renderJson(document));
  const faults = readFaultsDocument(folder);
  const more = { explanation: readExplanation(folder), profile: readProfile(folder), faults };
  writeRunFile(folder, 'report.html', renderHtml(document, more));
  if (faults !== undefined) writeRunFile(folder, 'faults.json', renderJson(faults));
  if (table === 'json') io.out(renderJson(document), 'file');
  if (table === 'table') {
    const colour = wantsColour(io, io.isOutTty);
    const options = { widthColumns: io.widthColumns, colour };
    io.out(renderTable(document, options), 'painted');
    if (faults !== undefined) io.out(`\n${renderFaultsTable(faults, options)}`, 'painted');
  }
  const show = (name: string) => relative(io.cwd, join(folder.path, name));
  io.err(
    `\nReport: ${describeReportPath(folder, io)}\nData:   ${show('result.json')}, ${show('records.jsonl')}`,
  );
  return document;
}

/** Where the report of a run stands, as the terminal says it. */
export function describeReportPath(folder: RunFolder, io: TerminalIo): string {
  return relative(io.cwd, join(folder.path, 'report.html'));
}
