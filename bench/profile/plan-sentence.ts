// What a plan means, as one English sentence: where the database time goes, and what another variant reads instead.
import type { PlanStep, PlanSummary } from './plan-facts.ts';

export interface ExplainedStatement {
  /** Share of the variant's database time, 0 to 1. */
  readonly timeRatio: number;
  readonly plan: PlanSummary;
}

/** The same statement in the variant that is compared with. */
export interface OtherStatement {
  /** Subject of the sentence about it, for example `with index = composite it`. */
  readonly label: string;
  readonly plan: PlanSummary;
}

/** For example: `98 % of the database time is a sequential scan of orders; it reads 100,000 rows for each call.` */
export function describeStatement(
  { timeRatio, plan }: ExplainedStatement,
  other?: OtherStatement,
): string {
  const step = describeStep(plan.dominant);
  const first = plan.isMeasured
    ? `${formatPercent(timeRatio * plan.dominantRatio)} of the database time is ${step}; the statement reads ${countRows(plan.rowsRead)} for each call and returns ${formatRows(plan.rowsReturned)}`
    : `${formatPercent(timeRatio)} of the database time is a statement whose costliest step is, by estimate, ${step} (about ${countRows(plan.rowsRead)} for each call)`;
  return `${first}${other === undefined ? '' : describeOther(plan, other)}.`;
}

/** Rows that differ by less than this factor are told as the same. */
const sameFactor = 1.25;

function describeOther(plan: PlanSummary, { label, plan: theirs }: OtherStatement): string {
  if (theirs.shape === plan.shape && isAlike(plan.rowsRead, theirs.rowsRead))
    return `; ${label} has the same plan`;
  const instead = isAlike(plan.rowsRead, theirs.rowsRead)
    ? 'as many'
    : `${countRows(theirs.rowsRead)} instead of ${formatRows(plan.rowsRead)}`;
  const guess = theirs.isMeasured ? '' : ', by estimate';
  return `; ${label} reads ${instead}${guess}, mostly by ${describeStep(theirs.dominant)}`;
}

function isAlike(a: number, b: number): boolean {
  return Math.max(a, b) <= Math.max(1, Math.min(a, b)) * sameFactor;
}

const names: Readonly<Record<string, string>> = {
  'Seq Scan': 'a sequential scan',
  'Index Scan': 'an index scan',
  'Index Only Scan': 'an index-only scan',
  'Bitmap Heap Scan': 'a bitmap scan',
  'Bitmap Index Scan': 'the index part of a bitmap scan',
  Sort: 'a sort',
  'Incremental Sort': 'an incremental sort',
  Aggregate: 'an aggregation',
  'Hash Join': 'a hash join',
  'Nested Loop': 'a nested loop',
  'Merge Join': 'a merge join',
  LockRows: 'the locking of rows',
};

/** A step of a plan in words, with its table and index. */
export function describeStep({ nodeType, relation, index, operation }: PlanStep): string {
  if (nodeType === 'ModifyTable')
    return `the ${(operation ?? 'write').toLowerCase()} into ${relation ?? 'a table'}`;
  const what = names[nodeType] ?? `the step ${nodeType}`;
  const table = relation === undefined ? '' : ` of ${relation}`;
  return `${what}${table}${index === undefined ? '' : ` by ${index}`}`;
}

function formatPercent(ratio: number): string {
  return `${Math.round(ratio * 100)}%`;
}

/** Whole rows with separators; below ten one decimal, since a mean of 0.4 rows is not 0. */
function formatRows(rows: number): string {
  const digits = rows < 10 && !Number.isInteger(rows) ? 1 : 0;
  return new Intl.NumberFormat('en', { maximumFractionDigits: digits }).format(rows);
}

function countRows(rows: number): string {
  const text = formatRows(rows);
  return `${text} ${text === '1' ? 'row' : 'rows'}`;
}
