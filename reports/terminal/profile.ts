// CPU profiles for a terminal: the functions that took most of the time, and what differs between two variants.

import type { ProfileDocument, ProfiledVariant } from '../document/profile.ts';
import { formatCount, formatShare } from '../figures/quantity.ts';
import { type Column, layOutColumns } from './columns.ts';
import type { TableOptions } from './table.ts';
import { createPaint, cutToWidth, wrapText } from './text.ts';

const shownCount = 15;

/** Several lines without a trailing newline; none is wider than asked for, but at least 40 columns are used. */
export function renderProfile(document: ProfileDocument, options: TableOptions): string {
  const width = Math.max(40, options.widthColumns);
  const paint = createPaint(options.colour);
  const title = (text: string) => paint('dim', text);
  const about = `${document.runId} · ${document.scenario} · profiled over ${document.loadMs / 1000} s of load; nothing of it is measured`;
  const [first, second] = document.variants;
  return [
    ...wrapText(about, width).map(title),
    ...document.variants.flatMap((variant) => [
      '',
      paint('bold', cutToWidth(variant.label, width)),
      ...wrapText(describeVariant(variant), width),
      ...layOutColumns(selfColumns, variant.functions.slice(0, shownCount), width, title).lines,
    ]),
    ...(first === undefined || second === undefined
      ? []
      : [
          '',
          paint('bold', cutToWidth(`${first.label} against ${second.label}`, width)),
          ...layOutColumns(differenceColumns, document.differences, width, title).lines,
        ]),
  ].join('\n');
}

function describeVariant({ succeeded, processes, busyRatio }: ProfiledVariant): string {
  const who = processes === 1 ? 'one process' : `${processes} processes`;
  return `${formatCount(succeeded)} answers by ${who}, busy ${formatShare(busyRatio)} of the time`;
}

interface Row {
  readonly name: string;
  readonly place: string;
  readonly busyRatio: number;
}

const nameColumns: readonly Column<Row>[] = [
  { title: 'function', align: 'left', priority: 0, text: ({ name }) => name },
  { title: 'where', align: 'left', priority: 2, text: ({ place }) => place },
];

const selfColumns: readonly Column<Row>[] = [
  {
    ...{ title: 'self', align: 'right', priority: 1 },
    text: ({ busyRatio }) => formatShare(busyRatio),
  },
  ...nameColumns,
];

const differenceColumns: readonly Column<ProfileDocument['differences'][number]>[] = [
  { ...{ title: 'change', align: 'right', priority: 1 }, text: (row) => formatPoints(row) },
  {
    ...{ title: 'first', align: 'right', priority: 3 },
    text: ({ busyRatio }) => formatShare(busyRatio),
  },
  {
    ...{ title: 'second', align: 'right', priority: 4 },
    text: ({ otherBusyRatio }) => formatShare(otherBusyRatio),
  },
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
