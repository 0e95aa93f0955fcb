// The style sheet and the script of the page, read once from beside this file.
import { readFileSync } from 'node:fs';

/** Screen and print; without comments and indentation. */
export const pageStyle: string = [
  new URL('./style/colours.css', import.meta.url),
  new URL('./style/page.css', import.meta.url),
  new URL('./style/contents.css', import.meta.url),
  new URL('./style/tables.css', import.meta.url),
  new URL('./style/drawings.css', import.meta.url),
  new URL('./style/faults.css', import.meta.url),
  new URL('./style/tour.css', import.meta.url),
  new URL('./style/narrow.css', import.meta.url),
  new URL('./style/print.css', import.meta.url),
]
  .map(readAsset)
  .join('\n');

/** What every page does in a browser: language, theme, scenario, copying. */
export const pageScript: string = [
  new URL('./shared-script.js', import.meta.url),
  new URL('./page-script.js', import.meta.url),
]
  .map(readAsset)
  .join('\n');

/** The script of a report: the same, what a reader does with its drawings and tables, and against which baseline it is read. */
export const reportScript: string = [
  pageScript,
  ...[
    new URL('./baseline-script.js', import.meta.url),
    new URL('./drawings-script.js', import.meta.url),
    new URL('./range-script.js', import.meta.url),
    new URL('./tables-script.js', import.meta.url),
  ].map(readAsset),
].join('\n');

/** A style sheet or script without whole-line comments and indentation. */
export function readAsset(url: URL): string {
  return compact(readFileSync(url, 'utf8'));
}

/** Drops whole-line comments and indentation: all that is safe to drop without a parser. */
function compact(source: string): string {
  return source
    .replace(/^\s*\/\*[\s\S]*?\*\/\s*$/gm, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('//'))
    .join('\n');
}
