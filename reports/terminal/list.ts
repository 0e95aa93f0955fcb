// The list of runs for a terminal.
import { formatInstant } from '../figures/quantity.ts';
import { layOutColumns } from './columns.ts';

/** A run as its folder tells. */
export interface ListedRun {
  readonly id: string;
  readonly name: string;
  /** ISO 8601 in UTC; anything else where the run is unreadable. */
  readonly startedAt: string;
  readonly groupsRun: number;
  readonly groupsPlanned: number;
  readonly variants: number;
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
  if (runs.length === 0) return 'No runs yet. Start one: loadstone run';
  const { lines } = layOutColumns<ListedRun>(
    [
      { title: 'run', align: 'left', priority: 0, text: (run) => run.id },
      { title: 'name', align: 'left', priority: 2, text: (run) => run.name },
      { title: 'started', align: 'left', priority: 4, text: describeStart },
      {
        title: 'variants',
        align: 'right',
        priority: 5,
        text: (run) => (run.status === 'unreadable' ? '' : String(run.variants)),
      },
      {
        title: 'groups',
        align: 'right',
        priority: 3,
        text: (run) =>
          run.status === 'unreadable' ? '' : `${run.groupsRun} of ${run.groupsPlanned}`,
      },
      { title: 'status', align: 'left', priority: 1, text: describeStatus },
    ],
    runs,
    Math.max(30, options.widthColumns),
    (text) => text,
  );
  const reasons = runs.flatMap(({ id, why }) => (why === undefined ? [] : [`! ${id}: ${why}`]));
  return [...lines, ...(reasons.length > 0 ? ['', ...reasons] : [])].join('\n');
}

function describeStatus({ status, validity }: ListedRun): string {
  if (validity === 'invalid') return `${status}, invalid`;
  if (validity === 'unreadable') return `${status}, report unreadable`;
  // Whether a run that has ended is valid stands in its report alone.
  return validity === null && status === 'complete' ? `${status}, no report` : status;
}

function describeStart(run: ListedRun): string {
  return /^\d{4}-\d{2}-\d{2}T/.test(run.startedAt) ? formatInstant(run.startedAt) : '';
}
