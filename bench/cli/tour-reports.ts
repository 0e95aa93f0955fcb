// Writes the document, the page and the text of a tour, and prints what it has come to.
import type { FaultsDocument } from '../../reports/document/faults.ts';
import type { ResultDocument } from '../../reports/document/result.ts';
import type { TourDocument } from '../../reports/document/tour.ts';
import { renderTourMarkdown } from '../../reports/exports/tour-markdown.ts';
import { renderTourPage } from '../../reports/html/tour-page.ts';
import { renderJson } from '../../reports/json/render-json.ts';
import { renderTourTable } from '../../reports/terminal/tour-table.ts';
import { LoadstoneError } from '../errors.ts';
import { listRunIds, type RunFolder, writeRunFile } from '../store/run-folder.ts';
import { type BuiltTour, buildTourDocument } from '../store/tour-document.ts';
import { findTourFolder, isRunOf, readTourManifest } from '../store/tour-folder.ts';
import { printResult, type TerminalIo, tellFiles } from './terminal-io.ts';
import { showTourFile } from './tour-run.ts';

/** @throws LoadstoneError RECORD_INVALID, RUN_UNREADABLE, DISK_FULL, STORE_WRITE_FAILED */
export function writeTourFiles(folder: RunFolder): TourDocument {
  const { document, runs } = buildTourDocument(folder);
  writeRunFile(folder, 'tour.json', renderJson(document));
  writeRunFile(folder, 'tour.html', renderTourPage(document, splitRuns(runs)));
  writeRunFile(folder, 'tour.md', renderTourMarkdown(document, 'en'));
  writeRunFile(folder, 'tour.zh.md', renderTourMarkdown(document, 'zh'));
  return document;
}

function splitRuns(runs: BuiltTour['runs']) {
  const results = new Map<string, ResultDocument>();
  const faults = new Map<string, FaultsDocument>();
  for (const [id, run] of runs) {
    if (run.kind === 'run') results.set(id, run.document);
    else faults.set(id, run.document);
  }
  return { results, faults };
}

/** The same, and prints it. */
export function reportTour(folder: RunFolder, asJson: boolean, io: TerminalIo): TourDocument {
  const document = writeTourFiles(folder);
  printResult(document, { json: asJson }, renderTourTable, io, renderJson);
  const show = (name: string) => showTourFile(folder, name, io);
  tellFiles(io, {
    Report: [show('tour.html')],
    Text: [show('tour.md'), show('tour.zh.md')],
    Data: [show('tour.json')],
  });
  return document;
}

/**
 * The tour that is called so. `latest` is the tour where the newest run is one of its chapters, or where it began after
 * it. Undefined where a run is meant.
 * @throws LoadstoneError RUN_NOT_FOUND where several tours are called so
 */
export function findMeantTour(
  runsPath: string,
  wanted: string,
  io: TerminalIo,
): RunFolder | undefined {
  const folder = findTourFolder(runsPath, wanted, io.disk);
  if (folder === undefined || wanted !== 'latest') return folder;
  const [newest] = listRunIds(runsPath, io.disk);
  if (newest === undefined || newest < folder.id) return folder;
  try {
    return isRunOf(readTourManifest(folder), newest) ? folder : undefined;
  } catch (thrown) {
    if (!(thrown instanceof LoadstoneError)) throw thrown;
    return undefined;
  }
}
