// Which series of the history the command line asks for.
import type { HistorySelection } from '../store/history-document.ts';
import type { HistoryEntry } from '../store/history-entry.ts';

export interface HistoryFilter {
  readonly scenario?: readonly string[];
  readonly metric?: readonly string[];
  readonly variant?: readonly string[];
}

/** A series is wanted where it fits one word of each option given; an option left out takes all. */
export function buildHistoryFilter(filter: HistoryFilter): HistorySelection['isWanted'] {
  return (entry) =>
    fitsAny(filter.scenario, (name) => name === entry.scenario) &&
    fitsAny(filter.metric, (name) => name === entry.metric) &&
    fitsAny(filter.variant, (pattern) => fitsVariant(pattern, entry));
}

function fitsAny(words: readonly string[] | undefined, fits: (word: string) => boolean): boolean {
  return words === undefined || words.some(fits);
}

/** As for a run: an id, a label, `*`, or `factor=level` pairs that all hold, a level being `*` or `a|b`. */
function fitsVariant(pattern: string, { variantId, variantLabel }: HistoryEntry): boolean {
  const text = pattern.trim();
  if (['*', variantId, variantLabel].includes(text)) return true;
  const levels = new Map(
    variantId.split(',').map((pair): [string, string] => {
      const [factor = '', ...level] = pair.split('=');
      return [factor, level.join('=')];
    }),
  );
  return text.split(',').every((pair) => {
    const [factor = '', ...rest] = pair.split('=');
    const level = levels.get(factor.trim());
    const wanted = rest.join('=').split('|');
    return level !== undefined && wanted.some((one) => ['*', level].includes(one.trim()));
  });
}

/** What could have been asked for, as a hint. */
export function listChoices(entries: readonly HistoryEntry[]): string {
  const list = (title: string, names: readonly string[]) =>
    `${title} ${[...new Set(names)].sort().join(', ')}`;
  return [
    list(
      'It holds the scenarios',
      entries.map(({ scenario }) => scenario),
    ),
    list(
      'the metrics',
      entries.map(({ metric }) => metric),
    ),
    'and their variants by id, label or factor=level.',
  ].join('; ');
}
