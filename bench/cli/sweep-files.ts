// Judges a sweep from its folder, writes sweep.json and sweep.html, and prints the table.
import { join, relative } from 'node:path';
import type { SweepDocument } from '../../reports/document/sweep.ts';
import { renderSweepPage } from '../../reports/html/sweep-page.ts';
import { renderJson } from '../../reports/json/render-json.ts';
import { renderSweepTable } from '../../reports/terminal/sweep-table.ts';
import { type RunFolder, writeRunFile } from '../store/run-folder.ts';
import { buildSweepDocument } from '../store/sweep-document.ts';
import { type TerminalIo, wantsColour } from './terminal-io.ts';

/** @throws LoadstoneError NOTHING_MEASURED, RUN_UNREADABLE, STORE_WRITE_FAILED */
export function writeSweepReports(
  folder: RunFolder,
  asJson: boolean,
  io: TerminalIo,
): SweepDocument {
  const document = buildSweepDocument(folder);
  const json = renderJson(document);
  writeRunFile(folder, 'sweep.json', json);
  writeRunFile(folder, 'sweep.html', renderSweepPage(document));
  const options = { widthColumns: io.widthColumns, colour: wantsColour(io, io.isOutTty) };
  if (asJson) io.out(json, 'file');
  else io.out(renderSweepTable(document, options), 'painted');
  const show = (name: string) => relative(io.cwd, join(folder.path, name));
  io.err(
    `\nReport: ${show('sweep.html')}\nData:   ${show('sweep.json')}, ${show('records.jsonl')}`,
  );
  return document;
}
