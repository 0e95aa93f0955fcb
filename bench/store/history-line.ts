// One line of the history file: JSON in, an entry or the reason why it is none out.

import { findShapeProblem } from '../../reports/document/check.ts';
import { messageOf } from '../errors.ts';
import { type HistoryEntry, historyVersion } from './history-entry.ts';
import { parseJson } from './parse-json.ts';
import { historyShape } from './shape/history-shape.ts';

export type ParsedLine =
  | { readonly kind: 'entry'; readonly entry: HistoryEntry }
  /** `problem` ends a sentence that begins with the place of the line. */
  | { readonly kind: 'damaged'; readonly problem: string };

/** Never throws: a line that is none is told, and hides no other. */
export function parseHistoryLine(line: Buffer): ParsedLine {
  let value: unknown;
  try {
    value = parseJson(line);
  } catch (thrown) {
    return { kind: 'damaged', problem: messageOf(thrown) };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { kind: 'damaged', problem: 'is no entry of a history' };
  const { historyVersion: found } = value as { readonly historyVersion?: unknown };
  if (found !== historyVersion) {
    const version = JSON.stringify(found) ?? 'none';
    return {
      kind: 'damaged',
      problem: `is of version ${version.slice(0, 40)}; this Loadstone reads ${historyVersion}`,
    };
  }
  const problem = findShapeProblem(historyShape, value);
  if (problem !== undefined) return { kind: 'damaged', problem: `has no readable ${problem}` };
  return { kind: 'entry', entry: value as HistoryEntry };
}
