// CSV by RFC 4180: a header, comma, CRLF, quotes doubled.
import { cleanText } from '../figures/clean-text.ts';

/** Null is an empty cell: not measured. */
export type CsvValue = string | number | boolean | null;

/** Text that begins like a formula gets an apostrophe; no cell has a tab or a line break, which begin one too. */
export function renderCsv(
  columns: readonly string[],
  rows: readonly (readonly CsvValue[])[],
): string {
  return [columns, ...rows].map((row) => `${row.map(renderCell).join(',')}\r\n`).join('');
}

function renderCell(value: CsvValue): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const text = disarmFormula(cleanText(value));
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * Spreadsheets run what begins like a formula, even where the file is only looked at (CWE-1236). In half of Europe
 * they part cells at `;`. A number is a number, with its sign, since it is no text.
 */
function disarmFormula(text: string): string {
  return text.replace(/(?<=^|;)(?=\s*[=+\-@＝＋－＠])/g, "'");
}
