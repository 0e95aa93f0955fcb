// The list of runs for a terminal.
import { formatInstant } from '../figures/quantity.ts';
import { layOutColumns, left, right } from './columns.ts';
import { createPaint } from './text.ts';

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
  if (runs.length === 0) return 'No runs yet. Start one: npx loadstone run';
  const { lines } = layOutColumns<ListedRun>(
    [
      left('run', 0, (run) => run.id),
      left('name', 2, (run) => run.name),
      left('started', 4, describeStart),
      right('variants', 5, (run) =>
        run.status === 'unreadable' || run.chapters !== undefined ? '' : String(run.variants),
      ),
      right('groups', 3, describeProgress),
      left('status', 1, describeStatus),
    ],
    runs,
    Math.max(30, options.widthColumns),
    createPaint(false),
  );
  const reasons = runs.flatMap(({ id, why }) => (why === undefined ? [] : [`! ${id}: ${why}`]));
  return [...lines, ...(reasons.length > 0 ? ['', ...reasons] : [])].join('\n');
}

function describeStatus({ status, validity, chapters }: ListedRun): string {
  if (validity === 'invalid') return `${status}, invalid`;
  if (validity === 'unreadable') return `${status}, report unreadable`;
  // Whether a run that has ended is valid stands in its report alone.
  return validity === null && status === 'complete' && chapters === undefined
    ? `${status}, no report`
    : status;
}

function describeProgress({ status, chapters, groupsRun, groupsPlanned }: ListedRun): string {
  if (status === 'unreadable') return '';
  if (chapters !== undefined) return `${chapters.ended} of ${chapters.all} chapters`;
  return `${groupsRun} of ${groupsPlanned}`;
}

function describeStart(run: ListedRun): string {
  return /^\d{4}-\d{2}-\d{2}T/.test(run.startedAt) ? formatInstant(run.startedAt) : '';
}
