// How often a study counted its event, against the bound that it has.
import type { Bound, Setting, Study } from './study.ts';

export interface Count {
  readonly events: number;
  readonly chances: number;
}

export interface Row extends Count {
  readonly study: Study;
  readonly setting: Setting;
  readonly runs: number;
}

/** Of a share of so many: the standard error that its simulation has. */
function findError({ events, chances }: Count): number {
  const ratio = events / chances;
  return Math.sqrt(Math.max(ratio * (1 - ratio), 1 / chances) / chances);
}

/** Missed only where the simulation itself can't explain it: two standard errors. */
export function judgeRow(row: Row): 'held' | 'missed' {
  const ratio = row.events / row.chances;
  const slack = 2 * findError(row);
  const { bound } = row.study;
  if (bound.kind === 'at-most') return ratio - slack <= bound.ratio ? 'held' : 'missed';
  return ratio + slack >= bound.low && ratio - slack <= bound.high ? 'held' : 'missed';
}

/** A row of the table in Markdown. */
export function describeRow(row: Row): string {
  const rate = `${percent(row.events / row.chances)} ± ${percent(2 * findError(row))}`;
  const bound = describeBound(row.study.bound);
  return `| ${row.setting.label} | ${row.runs} | ${rate} | ${bound} | ${judgeRow(row)} |`;
}

function percent(ratio: number): string {
  return `${(ratio * 100).toFixed(1)}%`;
}

function describeBound(bound: Bound): string {
  return bound.kind === 'at-most'
    ? `at most ${bound.ratio * 100}%`
    : `${percent(bound.low)} to ${percent(bound.high)}`;
}
