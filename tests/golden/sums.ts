// What is kept of the outputs: a checksum of each.
import { createHash } from 'node:crypto';
import { join } from 'node:path';

export const sumsFile = join(import.meta.dirname, 'outputs.sha256');

/** A line each, as sha256sum writes it. */
export function describeOutputs(outputs: ReadonlyMap<string, string>): string {
  const lines = [...outputs].map(
    ([name, text]) => `${createHash('sha256').update(text).digest('hex')}  ${name}\n`,
  );
  return lines.toSorted((left, right) => (left.slice(66) < right.slice(66) ? -1 : 1)).join('');
}
