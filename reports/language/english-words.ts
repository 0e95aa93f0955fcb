// English names of outcomes, and lists of things.
import type { GateOutcome } from '../document/gates.ts';
import { nameMetrics } from '../document/metrics.ts';
import { type Sentence, sentence } from './sentence.ts';

export const englishMetricNames = nameMetrics('en');

export const englishGateOutcomes: Readonly<Record<GateOutcome, string>> = {
  better: 'better',
  equivalent: 'equivalent',
  'worse-within-tolerance': 'worse, within tolerance',
  'within-limit': 'within the limit',
  regression: 'regression',
  'over-limit': 'limit broken',
  undecided: 'undecided',
  undecidable: 'cannot be decided',
  'not-exercised': 'not exercised by this scenario',
  'not-run': 'not run',
  'invalid-run': 'not judged: invalid run',
};

/** `a`, `a and b`, `a, b and c`; above five the rest is counted. */
export function joinEnglish(items: readonly Sentence[]): Sentence {
  const shown = items.length > 5 ? items.slice(0, 4) : items;
  const last: Sentence =
    items.length > 5 ? sentence`${String(items.length - 4)} more` : (shown.at(-1) ?? []);
  const before = items.length > 5 ? shown : shown.slice(0, -1);
  if (before.length === 0) return last;
  const commas = before.flatMap((item, index) => (index === 0 ? item : sentence`, ${item}`));
  return sentence`${commas} and ${last}`;
}
