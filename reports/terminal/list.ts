// The list of runs for a terminal.
import { formatInstant } from '../figures/quantity.ts';
import { english } from '../language/catalogue.ts';
import { layOutColumns, left, right } from './columns.ts';
import { say } from './say.ts';
import { createPaint } from './text.ts';

const words = english.list;

/** A run as its folder tells. */
export interface ListedRun {
  readonly id: string;
  readonly name: string;
  /** ISO 8601 in UTC; anything else where the run is unreadable. */
  readonly startedAt: string;
  readonly groupsRun: number;
  readonly groupsPlanned: number;
  readonly variants: number;
  /** Of a tour, which has no groups of its own; absent for a run. */
  readonly chapters?: { readonly ended: number; readonly all: number };
  readonly status: 'complete' | 'partial' | 'interrupted' | 'unreadable';
  /** What its report says of it; null where there is no report. */
  readonly validity: 'valid' | 'invalid' | 'unreadable' | null;
  /** Why it is unreadable; absent where it is not. */
  readonly why?: string;
}

/** Lines without a trailing newline, a run a line, in the order given; below them why some cannot be read. */
export function renderList(
  runs: readonly ListedRun[],
  options: { readonly widthColumns: number },
): string {
  if (runs.length === 0) return say(({ list }) => list.none);
  const { column } = words;
  const { lines } = layOutColumns<ListedRun>(
    [
      left(column.run, 0, (run) => run.id),
      left(column.name, 2, (run) => run.name),
      left(column.started, 4, describeStart),
      right(column.variants, 5, (run) =>
        run.status === 'unreadable' || run.chapters !== undefined ? '' : String(run.variants),
      ),
      right(column.groups, 3, describeProgress),
      left(column.status, 1, describeStatus),
    ],
    runs,
    Math.max(30, options.widthColumns),
    createPaint(false),
  );
  const reasons = runs.flatMap(({ id, why }) =>
    why === undefined ? [] : [words.unreadable({ run: id, why })],
  );
  return [...lines, ...(reasons.length > 0 ? ['', ...reasons] : [])].join('\n');
}

function describeProgress({ status, chapters, groupsRun, groupsPlanned }: ListedRun): string {
  if (status === 'unreadable') return '';
  if (chapters !== undefined) return words.chaptersOf(chapters);
  return words.groupsOf({ run: groupsRun, planned: groupsPlanned });
}

function describeStatus({ status, validity, chapters }: ListedRun): string {
  const told = words.status[status];
  // Whether a run that has ended is valid stands in its report alone; a tour tells it of each chapter.
  const isUnknown = validity === null && status === 'complete' && chapters === undefined;
  if (validity === 'valid' || (validity === null && !isUnknown)) return told;
  return words.withValidity({ status: told, validity: words.validity[validity ?? 'none'] });
}

function describeStart(run: ListedRun): string {
  return /^\d{4}-\d{2}-\d{2}T/.test(run.startedAt) ? formatInstant(run.startedAt) : '';
}
