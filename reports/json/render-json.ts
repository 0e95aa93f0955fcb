// Writes documents as JSON that stays the same byte for byte, reads well in a diff, and can be shown on a terminal or in a page.

import type { RunComparison } from '../document/compare.ts';
import type { FaultsDocument } from '../document/faults.ts';
import type { HistoryDocument } from '../document/history.ts';
import type { ResultDocument } from '../document/result.ts';
import type { SweepDocument } from '../document/sweep.ts';
import type { TourDocument } from '../document/tour.ts';
import { cleanJson } from '../figures/clean-text.ts';

/** Pretty JSON with a trailing newline: two spaces, the keys in their order, lists of plain values on one line. */
export function renderJson(
  document:
    | ResultDocument
    | SweepDocument
    | HistoryDocument
    | RunComparison
    | FaultsDocument
    | TourDocument,
): string {
  return `${cleanJson(renderValue(document, ''))}\n`;
}

/** Any other value: pretty JSON with a trailing newline, every list a line an item. */
export function renderPlainJson(value: unknown): string {
  return `${cleanJson(JSON.stringify(value, null, 2))}\n`;
}

/** Pretty JSON with a line break at its end; `<`, `>`, `&` and what would deceive a reader as \u escapes. */
export function renderEscapedJson(value: unknown): string {
  const text = cleanJson(JSON.stringify(value, null, 2)).replace(
    /[<>&]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `${text}\n`;
}

function renderValue(value: unknown, indent: string): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    if (value.every(isPlain))
      return `[${value.map((item) => renderValue(item, inner)).join(', ')}]`;
    const items = value.map((item) => `${inner}${renderValue(item, inner)}`);
    return `[\n${items.join(',\n')}\n${indent}]`;
  }
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  if (entries.length === 0) return '{}';
  const lines = entries.map(
    ([key, item]) => `${inner}${JSON.stringify(key)}: ${renderValue(item, inner)}`,
  );
  return `{\n${lines.join(',\n')}\n${indent}}`;
}

function isPlain(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}
