// Judges a run from its folder, writes result.json and report.html, and prints the table.
import { join, relative } from 'node:path';
import { renderHtml } from '../../reports/html/page.ts';
import { renderJson } from '../../reports/json/render-json.ts';
import type { ResultDocument } from '../../reports/schema/result.ts';
import { renderTable } from '../../reports/terminal/table.ts';
import { buildResultDocument } from '../store/document.ts';
import { type RunFolder, writeRunFile } from '../store/run-folder.ts';
import { type TerminalIo, wantsColour } from './terminal-io.ts';

/** @throws LoadstoneError NOTHING_MEASURED, RUN_UNREADABLE, STORE_WRITE_FAILED */
export function writeReports(folder: RunFolder, asJson: boolean, io: TerminalIo): ResultDocument {
  const document = buildResultDocument(folder);
  writeRunFile(folder, 'result.json', renderJson(document));
  writeRunFile(folder, 'report.html', renderHtml(document));
  io.out(
    asJson
      ? renderJson(document)
      : renderTable(document, {
          widthColumns: io.widthColumns,
          colour: wantsColour(io, io.isOutTty),
        }),
  );
  const show = (name: string) => relative(io.cwd, join(folder.path, name));
  io.err(
    `\nReport: ${show('report.html')}\nData:   ${show('result.json')}, ${show('records.jsonl')}`,
  );
  return document;
}
