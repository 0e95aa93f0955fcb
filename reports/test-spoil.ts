// Documents in which every text is hostile, for tests of what shows them.
import { readFileSync } from 'node:fs';
import { SweepDocument } from './document/sweep.ts';

/** Words that a document takes from a list, such as verdicts: with another one it would be no document. */
const vocabulary: ReadonlySet<string> = new Set([
  ...['result', 'faults', 'tour'].flatMap((name) => {
    const url = new URL(`./document/${name}.schema.json`, import.meta.url);
    return listWords(JSON.parse(readFileSync(url, 'utf8')));
  }),
  // Not published as a file.
  ...listWords(SweepDocument),
]);

function listWords(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]) => {
    if (key === 'enum' && Array.isArray(value))
      return value.filter((word) => typeof word === 'string');
    return key === 'const' && typeof value === 'string' ? [value] : listWords(value);
  });
}

/**
 * The same document with the text behind every other text, also where two must be equal. Words from lists, times and
 * what stands under the keys that are named stay.
 */
export function spoil<Document>(
  document: Document,
  text: string,
  keptKeys: readonly string[] = [],
): Document {
  const walk = (value: unknown): unknown => {
    if (typeof value === 'string') return isFixed(value) ? value : `${value}${text}`;
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(walk);
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        key,
        key === 'code' || keptKeys.includes(key) ? item : walk(item),
      ]),
    );
  };
  return walk(document) as Document;
}

function isFixed(value: string): boolean {
  return value === '' || vocabulary.has(value) || /^\d{4}-\d{2}-\d{2}T/.test(value);
}
