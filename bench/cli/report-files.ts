// Judges a run from its folder, writes result.json and report.html, and prints the table.
import { join, relative } from 'node:path';
import type { FaultsDocument } from '../../reports/document/faults.ts';
import type { ResultDocument } from '../../reports/document/result.ts';
import { renderHtml } from '../../reports/html/page.ts';
import { renderJson } from '../../reports/json/render-json.ts';
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

/** @throws LoadstoneError NOTHING_MEASURED, RUN_UNREADABLE, DISK_FULL, STORE_WRITE_FAILED */
export function writeReports(
  folder: RunFolder,
  { table }: ReportShape,
  io: TerminalIo,
): ResultDocument {
  const document = buildResultDocument(folder);
  const faults = readFaultsDocument(folder);
  const failure = writeFiles(folder, document, faults);
  if (table === 'json') io.out(renderJson(document), 'file');
  if (table === 'table') {
    const colour = wantsColour(io, io.isOutTty);
    const options = { widthColumns: io.widthColumns, colour };
    io.out(renderTable(document, options), 'painted');
    if (faults !== undefined) io.out(`\n${renderFaultsTable(faults, options)}`, 'painted');
  }
  // What was measured is told also where the disk takes no report of it.
  if (failure !== undefined) throw failure.thrown;
  const show = (name: string) => relative(io.cwd, join(folder.path, name));
  io.err(
    `\nReport: ${describeReportPath(folder, io)}\nData:   ${show('result.json')}, ${show('records.jsonl')}`,
  );
  return document;
}

function writeFiles(
  folder: RunFolder,
  document: ResultDocument,
  faults: FaultsDocument | undefined,
): { readonly thrown: unknown } | undefined {
  const more = { explanation: readExplanation(folder), profile: readProfile(folder), faults };
  try {
    writeRunFile(folder, 'result.json', renderJson(document));
    writeRunFile(folder, 'report.html', renderHtml(document, more));
    if (faults !== undefined) writeRunFile(folder, 'faults.json', renderJson(faults));
    return undefined;
  } catch (thrown) {
    return { thrown };
  }
}

/** Where the report of a run stands, as the terminal says it. */
export function describeReportPath(folder: RunFolder, io: TerminalIo): string {
  return relative(io.cwd, join(folder.path, 'report.html'));
}
