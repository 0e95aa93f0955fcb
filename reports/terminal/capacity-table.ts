// The capacities of a search: a line a variant, with interval, difference to the baseline and verdict.
import type { SweepDocument, SweepScenarioResult } from '../document/sweep.ts';
import { formatDifference, formatMargin } from '../figures/difference.ts';
import { noFigure } from '../figures/quantity.ts';
import { english } from '../language/catalogue.ts';
import {
  type CapacityRow,
  describeCapacity,
  describeCapacityFinding,
  describeCapacityVerdict,
  describeKnownGroups,
  formatCapacityInterval,
  listCapacities,
} from '../verdict/build-capacity.ts';
import { type Column, layOutColumns, left, right } from './columns.ts';
import { say } from './say.ts';
import { type Paint, wrapMarked, wrapText } from './text.ts';

/** Lines of one scenario; none where it has no capacities. */
export function renderCapacityTable(
  document: SweepDocument,
  scenario: SweepScenarioResult,
  width: number,
  paint: Paint,
): string[] {
  const rows = listCapacities(document, scenario);
  if (rows.length === 0 || document.search === undefined) return [];
  const labels = new Map(rows.map(({ variantId, label }) => [variantId, label]));
  const margin = formatMargin(document.search.toleranceRatio);
  return [
    ...wrapText(say(describeCapacityFinding(document, rows)), width).map((line) =>
      paint('bold', line),
    ),
    '',
    ...layOutColumns(describeColumns(paint), rows, width, paint).lines,
    '',
    ...wrapText(english.capacity.what({ margin }), width).map((line) => paint('dim', line)),
    ...scenario.curves.flatMap(({ variantId, warnings }) =>
      warnings.flatMap(({ message, advice }) => {
        const label = labels.get(variantId) ?? variantId;
        const text = `${label}: ${message.text} ${advice.text}`;
        return wrapMarked(text, width).map((line) => paint('yellow', line));
      }),
    ),
  ];
}

const styles = { better: 'green', worse: 'red', equivalent: 'dim' } as const;

function describeColumns(paint: Paint): Column<CapacityRow>[] {
  const words = english.capacity;
  const differenceOf = ({ capacity }: CapacityRow) =>
    capacity.comparison && formatDifference(capacity.comparison);
  return [
    left('variant', 0, ({ label }) => label),
    right(words.column, 0, ({ capacity }) => say(describeCapacity(capacity))),
    right(words.interval({ confidence: '95' }), 3, ({ capacity }) =>
      formatCapacityInterval(capacity),
    ),
    right(english.table.againstBaseline, 1, (row) => differenceOf(row)?.estimate ?? noFigure),
    right('', 4, (row) => differenceOf(row)?.interval ?? ''),
    right('groups', 5, ({ capacity }) => say(describeKnownGroups(capacity))),
    left(
      'verdict',
      2,
      (row) => say(describeCapacityVerdict(row)),
      ({ capacity: { comparison } }, text) => {
        const { verdict } = comparison ?? {};
        const style = Object.entries(styles).find(([name]) => name === verdict)?.[1];
        return style === undefined ? text : paint(style, text);
      },
    ),
  ];
}
