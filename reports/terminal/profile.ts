// CPU profiles for a terminal: the functions that took most of the time, and what differs between two variants.

import type { ProfileDocument, ProfiledVariant } from '../document/profile.ts';
import { formatCount, formatShare } from '../figures/quantity.ts';
import { english } from '../language/catalogue.ts';
import { type Column, layOutColumns, left, right } from './columns.ts';
import type { TableOptions } from './table.ts';
import { createPaint, cutToWidth, wrapText } from './text.ts';

const words = english.profile;
const { column } = words;

const shownCount = 15;

/** Several lines without a trailing newline; none is wider than asked for, but at least 40 columns are used. */
export function renderProfile(document: ProfileDocument, options: TableOptions): string {
  const width = Math.max(40, options.widthColumns);
  const paint = createPaint(options.colour);
  const title = (text: string) => paint('dim', text);
  const { runId: run, scenario, loadMs } = document;
  const about = words.about({ run, scenario, seconds: loadMs / 1000 });
  const [first, second] = document.variants;
  return [
    ...wrapText(about, width).map(title),
    ...document.variants.flatMap((variant) => [
      '',
      paint('bold', cutToWidth(variant.label, width)),
      ...wrapText(describeVariant(variant), width),
      ...layOutColumns(selfColumns, variant.functions.slice(0, shownCount), width, paint).lines,
    ]),
    ...(first === undefined || second === undefined
      ? []
      : [
          '',
          paint(
            'bold',
            cutToWidth(words.against({ label: first.label, other: second.label }), width),
          ),
          ...layOutColumns(differenceColumns, document.differences, width, paint).lines,
        ]),
  ].join('\n');
}

function describeVariant({ succeeded, processes, busyRatio }: ProfiledVariant): string {
  const [answers, share] = [formatCount(succeeded), formatShare(busyRatio)];
  return words.busy({ answers, processes, share });
}

interface Row {
  readonly name: string;
  readonly place: string;
  readonly busyRatio: number;
}

const nameColumns: readonly Column<Row>[] = [
  left(column.function, 0, ({ name }) => name),
  left(column.where, 2, ({ place }) => place),
];

const selfColumns: readonly Column<Row>[] = [
  right(column.self, 1, ({ busyRatio }) => formatShare(busyRatio)),
  ...nameColumns,
];

const differenceColumns: readonly Column<ProfileDocument['differences'][number]>[] = [
  right(column.change, 1, (row) => formatPoints(row)),
  right(column.first, 3, ({ busyRatio }) => formatShare(busyRatio)),
  right(column.second, 4, ({ otherBusyRatio }) => formatShare(otherBusyRatio)),
  ...nameColumns,
];

/** Percentage points of the busy time, first less second. */
function formatPoints(row: {
  readonly busyRatio: number;
  readonly otherBusyRatio: number;
}): string {
  const points = (row.busyRatio - row.otherBusyRatio) * 100;
  return `${points < 0 ? '−' : '+'}${Math.abs(points).toFixed(1)} pp`;
}
