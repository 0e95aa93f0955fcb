// One line of the history file: JSON in, an entry or the reason why it is none out.
import { type HistoryEntry, historyVersion } from './history-entry.ts';

export type ParsedLine =
  | { readonly kind: 'entry'; readonly entry: HistoryEntry }
  /** `problem` ends a sentence that begins with the place of the line. */
  | { readonly kind: 'damaged'; readonly problem: string };

const texts = [
  ...['runId', 'startedAt', 'fingerprint', 'hostname', 'experiment', 'scenario', 'loadId'],
  ...['metric', 'variantId', 'variantLabel', 'baselineId', 'baselineLabel'],
];
const numbers = ['logRatio', 'confidence', 'groups'];
const nullable: Readonly<Record<string, 'string' | 'boolean' | 'number'>> = {
  label: 'string',
  gitCommit: 'string',
  gitDirty: 'boolean',
  logRatioLower: 'number',
  logRatioUpper: 'number',
};

/** Never throws: a line that is none is told, and hides no other. */
export function parseHistoryLine(line: string): ParsedLine {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { kind: 'damaged', problem: 'is no JSON' };
  }
  if (typeof value !== 'object' || value === null)
    return { kind: 'damaged', problem: 'is no entry of a history' };
  const fields = value as Readonly<Record<string, unknown>>;
  if (fields.historyVersion !== historyVersion) {
    const version = JSON.stringify(fields.historyVersion) ?? 'none';
    return {
      kind: 'damaged',
      problem: `is of version ${version}; this Loadstone reads ${historyVersion}`,
    };
  }
  const wrong = findWrongField(fields);
  if (wrong !== undefined) return { kind: 'damaged', problem: `has no readable ${wrong}` };
  return { kind: 'entry', entry: value as HistoryEntry };
}

function findWrongField(fields: Readonly<Record<string, unknown>>): string | undefined {
  const isNullable = (key: string) => fields[key] === null || typeof fields[key] === nullable[key];
  return (
    texts.find((key) => typeof fields[key] !== 'string') ??
    numbers.find((key) => !Number.isFinite(fields[key])) ??
    Object.keys(nullable).find((key) => !isNullable(key)) ??
    (typeof fields.higherIsBetter === 'boolean' ? undefined : 'higherIsBetter')
  );
}
