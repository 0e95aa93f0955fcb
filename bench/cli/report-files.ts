// Judges a run from its folder, writes its documents and pages, and prints the table: of comparisons, faults or a sweep.

import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { sayProblem } from '../../reports/document/check.ts';
import type { ExplainDocument } from '../../reports/document/explain.ts';
import type { FaultsDocument } from '../../reports/document/faults.ts';
import type { ProfileDocument } from '../../reports/document/profile.ts';
import type { ResultDocument } from '../../reports/document/result.ts';
import type { SweepDocument } from '../../reports/document/sweep.ts';
import { DocumentError, type Documents, readDocument } from '../../reports/document/versions.ts';
import { renderFaultsPage } from '../../reports/html/faults-page.ts';
import { renderHtml } from '../../reports/html/page.ts';
import { renderSweepPage } from '../../reports/html/sweep-page.ts';
import { renderJson, renderPlainJson } from '../../reports/json/render-json.ts';
import { renderFaultsTable } from '../../reports/terminal/faults-table.ts';
import { renderSweepTable } from '../../reports/terminal/sweep-table.ts';
import { renderTable, type TableOptions } from '../../reports/terminal/table.ts';
import type { ExitCode } from '../errors.ts';
import { chooseFaultsExitCode, combineExitCodes } from '../gates/exit-code.ts';
import { buildResultDocument } from '../store/document.ts';
import { buildFaultsDocument, readFaultsDocument } from '../store/faults-document.ts';
import { refuse } from '../store/read-input.ts';
import { type RunFolder, readRunJson, writeRunFile } from '../store/run-folder.ts';
import { buildSweepDocument } from '../store/sweep-document.ts';
import { assertStillComplete } from '../store/whole-records.ts';
import { printResult, readTableOptions, type TerminalIo, tellFiles } from './terminal-io.ts';

/** What goes to standard output; the files are written in any case. */
interface ReportShape {
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
    const options = readTableOptions(io);
    io.out(renderTable(document, options), 'painted');
    if (faults !== undefined) io.out(`\n${renderFaultsTable(faults, options)}`, 'painted');
  }
  // What was measured is told also where the disk takes no report of it.
  if (failure !== undefined) throw failure.thrown;
  const show = (name: string) => relative(io.cwd, join(folder.path, name));
  tellFiles(io, {
    Report: [describeReportPath(folder, io)],
    Data: [show('result.json'), show('records.jsonl')],
  });
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

/** @throws LoadstoneError NOTHING_MEASURED, RUN_UNREADABLE, STORE_WRITE_FAILED */
export function writeFaultReports(
  folder: RunFolder,
  table: ReportShape['table'],
  io: TerminalIo,
): FaultsDocument {
  const document = buildFaultsDocument(folder);
  assertStillComplete(folder, 'faults.json', document.run);
  const show = writeAndPrint(document, 'faults', renderFaultsPage, renderFaultsTable, {
    ...{ folder, table, io },
  });
  tellFiles(io, {
    Faults: [show('faults.html')],
    Data: [show('faults.json'), show('faults.jsonl'), `${show('requests')}/`],
  });
  return document;
}

interface Printing extends ReportShape {
  readonly folder: RunFolder;
  readonly io: TerminalIo;
}

/**
 * Writes a document and its page into the folder of its run, and prints it as JSON or as a table.
 * @returns where a file of the folder stands, as the terminal says it
 */
function writeAndPrint<Document extends FaultsDocument | SweepDocument>(
  document: Document,
  name: string,
  renderPage: (document: Document) => string,
  renderAsTable: (document: Document, options: TableOptions) => string,
  { folder, table, io }: Printing,
): (file: string) => string {
  writeRunFile(folder, `${name}.json`, renderJson(document));
  writeRunFile(folder, `${name}.html`, renderPage(document));
  if (table !== 'none')
    printResult(document, { json: table === 'json' }, renderAsTable, io, renderJson);
  return (file) => relative(io.cwd, join(folder.path, file));
}

export function addFaultsExitCode(ofRun: ExitCode, folder: RunFolder): ExitCode {
  const document = readFaultsDocument(folder);
  return document === undefined ? ofRun : combineExitCodes(ofRun, chooseFaultsExitCode(document));
}

/** @throws LoadstoneError NOTHING_MEASURED, RUN_UNREADABLE, STORE_WRITE_FAILED */
export function writeSweepReports(
  folder: RunFolder,
  asJson: boolean,
  io: TerminalIo,
): SweepDocument {
  const document = buildSweepDocument(folder);
  assertStillComplete(folder, 'sweep.json', document.run);
  const show = writeAndPrint(document, 'sweep', renderSweepPage, renderSweepTable, {
    ...{ folder, table: asJson ? 'json' : 'table', io },
  });
  tellFiles(io, {
    Report: [show('sweep.html')],
    Data: [show('sweep.json'), show('records.jsonl')],
  });
  return document;
}

const [explainFile, profileFile] = ['explain.json', 'profile.json'] as const;

/** @throws LoadstoneError STORE_WRITE_FAILED */
export function writeExplanation(folder: RunFolder, document: ExplainDocument): void {
  writeRunFile(folder, explainFile, renderPlainJson(document));
}

/** Undefined where the run was never explained, or by another version whose file this one can't read. */
function readExplanation(folder: RunFolder): ExplainDocument | undefined {
  return readAddition(folder, explainFile, 'explanation');
}

/** Replaces what an earlier profile left. @throws LoadstoneError STORE_WRITE_FAILED */
export function writeProfile(folder: RunFolder, document: ProfileDocument): void {
  writeRunFile(folder, profileFile, renderPlainJson(document));
}

/** Undefined where no variant of the run was profiled, or by a version that this one can't read. */
function readProfile(folder: RunFolder): ProfileDocument | undefined {
  return readAddition(folder, profileFile, 'profile');
}

/** Undefined where it is of another version. @throws LoadstoneError RECORD_INVALID where it is not of its form */
function readAddition<Kind extends 'explanation' | 'profile'>(
  folder: RunFolder,
  name: string,
  kind: Kind,
): Documents[Kind] | undefined {
  if (!existsSync(join(folder.path, name))) return undefined;
  const value = readRunJson(folder, name);
  try {
    return readDocument(kind, value);
  } catch (thrown) {
    if (!(thrown instanceof DocumentError)) throw thrown;
    if (thrown.code === 'VERSION_UNKNOWN') return undefined;
    const [first] = thrown.problems;
    return refuse(join(folder.path, name), undefined, first ? sayProblem(first) : thrown.message);
  }
}
